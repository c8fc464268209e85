import type { Transaction } from '../runtime/database/database.js';

/** How far an event's registrations have come. Locked while it is held. */
export interface RegistrationCounter {
  lastNumber: number;
  /** Places taken: registered and pending participants. */
  occupied: number;
}

/** Writes a counter that `lockRegistration` read in the same transaction. */
export async function saveRegistrationCounter(
  trx: Transaction,
  eventId: string,
  counter: RegistrationCounter,
): Promise<void> {
  await trx('registration_counters')
    .where({ event_id: eventId })
    .update({ last_number: counter.lastNumber, occupied: counter.occupied });
}
