import type { Transaction } from '../runtime/database/database.js';
import { appendLiveEvents, type LiveEvent } from './live-event-repository.js';

/**
 * Tells live views of an event something, with the commit of this transaction. Ids, counts and words of the
 * system only. The last statement of a transaction: whoever else has something to tell of the event waits.
 */
export async function tellLive(
  trx: Transaction,
  eventId: string,
  events: readonly LiveEvent[],
): Promise<void> {
  await appendLiveEvents(trx, eventId, events);
}
