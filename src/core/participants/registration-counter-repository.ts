import type { Transaction } from '../runtime/database/database.js';

/** How far an event's registrations have come. Locked while it is held. */
export interface RegistrationCounter {
  lastNumber: number;
  /** Places taken: registered and pending participants. */
  occupied: number;
}

/**
 * Locks and reads the counter of an event until the transaction ends. Whoever registers, cancels or
 * promotes takes this lock first: so numbers have neither gaps nor doubles, capacity holds, and the
 * waitlist moves in order, however many processes register at once.
 */
export async function lockRegistrationCounter(
  trx: Transaction,
  eventId: string,
): Promise<RegistrationCounter> {
  const row = await trx('registration_counters')
    .where({ event_id: eventId })
    .forUpdate()
    .first<{ last_number: number; occupied: number } | undefined>('last_number', 'occupied');
  if (!row) throw new Error('the event has no registration counter');
  return { lastNumber: row.last_number, occupied: row.occupied };
}

/** Writes a counter that `lockRegistrationCounter` read in the same transaction. */
export async function saveRegistrationCounter(
  trx: Transaction,
  eventId: string,
  counter: RegistrationCounter,
): Promise<void> {
  await trx('registration_counters')
    .where({ event_id: eventId })
    .update({ last_number: counter.lastNumber, occupied: counter.occupied });
}
