import type { Transaction } from '../runtime/database/database.js';
import { insertArrivals } from './print-job-repository.js';
import { hasPrinterGates, wakePrinter } from './printer-repository.js';
import type { Arrival } from './schema.js';

/** Whether anybody's arrival at the event can ask for a badge. */
export async function printsAtGates(trx: Transaction, eventId: string): Promise<boolean> {
  return await hasPrinterGates(trx, eventId);
}

/**
 * Queues the badges of those who were let in, in this order, at gates that have a printer, in the transaction
 * that ends the work on it. Whoever has a badge, or one on its way, gets none: coming back from lunch
 * prints nothing. Returns the ids of the printers that have work now.
 */
export async function queueArrivals(
  trx: Transaction,
  arrivals: readonly Arrival[],
): Promise<readonly string[]> {
  const printers = await insertArrivals(trx, arrivals);
  for (const id of printers.toSorted()) await wakePrinter(trx, id);
  return printers;
}
