import { findEventIn } from '../events/find-event.js';
import type { Event } from '../events/schema.js';
import type { Transaction } from '../runtime/database/database.js';
import {
  lockRegistrationCounter,
  type RegistrationCounter,
} from './registration-counter-repository.js';

/**
 * Takes an event's turn: locks its counter until the transaction ends and reads the event as it is
 * then. A capacity or a status that was read before the lock may be another one by now.
 */
export async function lockRegistration(
  trx: Transaction,
  eventId: string,
): Promise<{ counter: RegistrationCounter; event: Event }> {
  const counter = await lockRegistrationCounter(trx, eventId);
  return { counter, event: await findEventIn(trx, eventId) };
}
