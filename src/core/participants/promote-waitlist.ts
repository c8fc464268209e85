import type { Event } from '../events/schema.js';
import { queueLifecycleMail } from '../mailing/queue-lifecycle-mail.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvents } from '../runtime/domain-events/domain-event-repository.js';
import { freePlaces, isOver } from './decide-registration.js';
import { lockRegistration } from './lock-registration.js';
import { markPromoted, nextWaitlisted } from './participant-repository.js';
import { saveRegistrationCounter } from './registration-counter-repository.js';

/**
 * Gives free places to the waitlist, first in first out, in the caller's transaction; publishes
 * `participant.promoted` for each. Call it after whatever may have freed places: a cancellation, a
 * raised capacity. Returns the numbers of those who moved up; nobody does in an event that is over.
 * Where the event requires approval, a place is not one yet: whoever registered on their own is
 * pending then, and keeps the place while they wait. With `notify` they are told by e-mail.
 */
export async function promoteWaitlist(
  trx: Transaction,
  context: Pick<Context, 'clock' | 'ids'>,
  event: Pick<Event, 'id' | 'capacity' | 'status' | 'requiresApproval'>,
  { notify = false } = {},
): Promise<number[]> {
  if (isOver(event)) return [];
  const { counter } = await lockRegistration(trx, event.id);
  const at = context.clock.now();
  const { requiresApproval } = event;
  const numbers: number[] = [];
  for (;;) {
    const free = freePlaces(event, counter.occupied + numbers.length);
    const promoted = free > 0 ? await nextWaitlisted(trx, event.id, Math.min(free, batchSize)) : [];
    if (promoted.length === 0) break;
    const ids = promoted.map(({ id }) => id);
    await markPromoted(trx, { ids, requiresApproval, at });
    const facts = ids.map((id) => ({
      type: 'participant.promoted',
      eventId: event.id,
      subjectId: id,
    }));
    await recordDomainEvents(trx, context, facts);
    if (notify) {
      await queueLifecycleMail(trx, context, {
        template: 'waitlist_promoted',
        eventId: event.id,
        participantIds: ids,
        at,
      });
    }
    numbers.push(...promoted.map(({ number }) => number));
  }
  if (numbers.length > 0) {
    const occupied = counter.occupied + numbers.length;
    await saveRegistrationCounter(trx, event.id, { ...counter, occupied });
  }
  return numbers;
}

/** Bounds the ids of one statement; an unlimited event may promote its whole waitlist. */
const batchSize = 1_000;
