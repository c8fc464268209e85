import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { freePlaces, isOver } from './decide-registration.js';
import { markPromoted, nextWaitlisted } from './participant-repository.js';
import {
  lockRegistrationCounter,
  saveRegistrationCounter,
} from './registration-counter-repository.js';

/**
 * Gives free places to the waitlist, first in first out, in the caller's transaction; publishes
 * `participant.promoted` for each. Call it after whatever may have freed places: a cancellation, a
 * raised capacity. Returns the numbers of those who moved up; nobody does in an event that is over.
 * Where the event requires approval, a place is not one yet: whoever registered on their own is
 * pending then, and keeps the place while they wait.
 */
export async function promoteWaitlist(
  trx: Transaction,
  context: Pick<Context, 'clock' | 'ids'>,
  event: Pick<Event, 'id' | 'capacity' | 'status' | 'requiresApproval'>,
): Promise<number[]> {
  if (isOver(event)) return [];
  const counter = await lockRegistrationCounter(trx, event.id);
  const free = freePlaces(event, counter.occupied);
  if (free <= 0) return [];
  const promoted = await nextWaitlisted(trx, event.id, Math.min(free, batchSize));
  if (promoted.length === 0) return [];
  const now = context.clock.now();
  const ids = promoted.map(({ id }) => id);
  await markPromoted(trx, { ids, requiresApproval: event.requiresApproval, at: now });
  await saveRegistrationCounter(trx, event.id, {
    ...counter,
    occupied: counter.occupied + promoted.length,
  });
  for (const { id } of promoted) {
    await recordDomainEvent(trx, context, {
      type: 'participant.promoted',
      eventId: event.id,
      subjectId: id,
    });
  }
  const numbers = promoted.map(({ number }) => number);
  const more = promoted.length === batchSize ? await promoteWaitlist(trx, context, event) : [];
  return [...numbers, ...more];
}

/** Bounds the ids of one statement; an unlimited event may promote its whole waitlist. */
const batchSize = 1_000;
