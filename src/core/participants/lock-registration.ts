import { lockEvent } from '../events/lock-event.js';
import type { Event } from '../events/schema.js';
import type { Transaction } from '../runtime/database/database.js';
import type { RegistrationCounter } from './registration-counter-repository.js';

/**
 * Takes an event's turn until the transaction ends, and reads it as it is then. Whoever registers,
 * cancels or promotes does this first: so numbers have neither gaps nor doubles, capacity holds, and
 * the waitlist moves in order, however many processes register at once. Errors: EVENT_NOT_FOUND.
 */
export async function lockRegistration(
  trx: Transaction,
  eventId: string,
): Promise<{ counter: RegistrationCounter; event: Event }> {
  const { event, occupied, lastNumber } = await lockEvent(trx, eventId);
  return { counter: { occupied, lastNumber }, event };
}
