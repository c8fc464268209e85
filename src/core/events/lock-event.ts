import type { Transaction } from '../runtime/database/database.js';
import { eventErrors } from './errors.js';
import { lockEventRow } from './event-repository.js';
import type { Event } from './schema.js';

/** The event as it is now, and its counter: places taken, and the highest registration number. */
export interface LockedEvent {
  event: Event;
  occupied: number;
  lastNumber: number;
}

/**
 * Keeps an event to this transaction until it ends: whoever registers, changes or cancels takes this
 * lock first, so each decides on what the one before has left. `eventId` comes from `findEvent`.
 *
 * @throws EVENT_NOT_FOUND when the event was deleted meanwhile
 */
export async function lockEvent(trx: Transaction, eventId: string): Promise<LockedEvent> {
  const locked = await lockEventRow(trx, eventId);
  if (locked === undefined) {
    throw eventErrors.notFound({ reference: eventId, suggestion: undefined });
  }
  return locked;
}
