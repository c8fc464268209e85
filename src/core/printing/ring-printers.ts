import type { Context } from '../runtime/context.js';
import type { DoorbellQueue } from '../runtime/queue/doorbell-queue.js';
import { openQueue } from '../runtime/queue/open-queue.js';
import { feedPrinterJob } from './jobs.js';

type BellContext = Pick<Context, 'config' | 'database' | 'ids' | 'logger'>;

/** One bell for each database that a badge was queued in. */
const bells = new WeakMap<object, Promise<DoorbellQueue>>();

/**
 * Tells the workers, after the commit, which printers have something to print: somebody stands at the gate,
 * and the next sweep may be seconds away. Never throws: the sweep finds them too.
 */
export async function ringPrinters(
  context: BellContext,
  printerIds: readonly string[],
): Promise<void> {
  if (printerIds.length === 0) return;
  try {
    const bell = bells.get(context.database) ?? openQueue(context);
    bells.set(context.database, bell);
    for (const printerId of printerIds) await (await bell).ring(feedPrinterJob, { printerId });
  } catch (err) {
    context.logger.debug({ err }, 'the workers could not be told of badges');
  }
}

/** Closes the bell of this context, if it has one. */
export async function closePrinterBell({ database }: Pick<Context, 'database'>): Promise<void> {
  const bell = bells.get(database);
  bells.delete(database);
  await (await bell)?.close();
}
