import type { Transaction } from '../runtime/database/database.js';
import { insertArrivals } from './print-job-repository.js';
import { wakePrinter } from './printer-repository.js';

/**
 * Queues the badges of those whom these facts let in, at gates that have a printer, in the transaction that
 * ends the work on the facts. Whoever has a badge, or one on its way, gets none: coming back from lunch
 * prints nothing. Returns the ids of the printers that have work now.
 */
export async function queueArrivals(
  trx: Transaction,
  factIds: readonly string[],
): Promise<readonly string[]> {
  const printers = await insertArrivals(trx, factIds);
  for (const id of printers.toSorted()) await wakePrinter(trx, id);
  return printers;
}
