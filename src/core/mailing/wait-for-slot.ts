import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../runtime/context.js';
import { takeSlot } from './mail-host-repository.js';

/** Waits for the host's next free place, where a rate is configured. Throws when `signal` is aborted. */
export async function waitForSlot(
  { config, database }: Pick<Context, 'config' | 'database'>,
  host: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const { perSecond } = config.mail;
  if (perSecond <= 0) return;
  const waitMs = await takeSlot(database.knex, host, perSecond);
  if (waitMs > 0) await pause(waitMs, undefined, { signal });
}
