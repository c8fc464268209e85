import type { Transaction } from '../runtime/database/database.js';
import { writeNoShows } from './checkin-repository.js';

/**
 * When an event is completed, whoever has a place and was not checked in did not come (seed 004, `no_show`).
 * A scan that is handed in later still checks them in.
 */
export async function markNoShows(trx: Transaction, eventId: string): Promise<void> {
  await writeNoShows(trx, eventId);
}
