import { isDeepStrictEqual } from 'node:util';
import { tellLive } from '../attendance/tell-live.js';
import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { eventErrors } from './errors.js';
import type { EventChanges } from './event-input.js';
import { isSlugConflict, updateEventDetails } from './event-repository.js';
import { statusesAfter } from './event-status.js';
import { findEvent } from './find-event.js';
import { lockEvent } from './lock-event.js';
import { planEventDetails } from './plan-event-details.js';
import { type Event, EventDetails } from './schema.js';

export interface UpdatedEvent {
  event: Event;
  /** The names of the details that are different now; none when all were as wanted. */
  changed: string[];
  /** The registration numbers of those who moved up from the waitlist. */
  promoted: number[];
}

/**
 * Changes the given details of an event and no others; `null` takes a detail away. New places go to
 * the waitlist in the same transaction. A zone alone does not move the instants.
 *
 * @throws EVENT_INVALID, EVENT_SLUG_TAKEN, EVENT_CAPACITY_TOO_SMALL, and the errors of `findEvent`
 */
export async function updateEvent(
  context: Context,
  reference: string,
  changes: EventChanges,
): Promise<UpdatedEvent> {
  const { id } = await findEvent(context, reference);
  return await context.database.transaction(async (trx) => {
    const { event: before, occupied } = await lockEvent(trx, id);
    const details = planEventDetails(before, changes);
    const changed = differences(before, details);
    if (changed.length === 0) return { event: before, changed, promoted: [] };
    refuseTooFewPlaces(before, details, occupied);
    const event = { ...before, ...details, updatedAt: context.clock.now() };
    await writeDetails(trx, event);
    await recordDomainEvent(trx, context, {
      type: 'event.updated',
      eventId: id,
      subjectId: id,
      data: { fields: changed },
    });
    const promoted = mayFreePlaces(event, changed) ? await promote(trx, context, event) : [];
    await tellLive(trx, id, [{ type: 'event_updated', data: { changes: { fields: changed } } }]);
    return { event, changed, promoted };
  });
}

function differences(before: EventDetails, after: EventDetails): string[] {
  const names = Object.keys(EventDetails.shape) as (keyof EventDetails)[];
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** Only a new capacity is judged: one that an import may have exceeded is no reason to refuse a name. */
function refuseTooFewPlaces(before: Event, { capacity }: EventDetails, occupied: number): void {
  if (capacity === before.capacity || capacity === undefined || capacity >= occupied) return;
  throw eventErrors.capacityTooSmall({ slug: before.slug, capacity, occupied });
}

/** Nobody moves up into an event that is over or does not take place. */
function mayFreePlaces(event: Event, changed: readonly string[]): boolean {
  if (statusesAfter(event.status).length === 0) return false;
  return changed.includes('capacity') || changed.includes('waitlistEnabled');
}

async function promote(trx: Transaction, context: Context, event: Event): Promise<number[]> {
  const { promoteWaitlist } = await import('../participants/promote-waitlist.js');
  return await promoteWaitlist(trx, context, event);
}

async function writeDetails(trx: Transaction, event: Event): Promise<void> {
  try {
    await updateEventDetails(trx, event.id, event, event.updatedAt);
  } catch (error) {
    throw isSlugConflict(error) ? eventErrors.slugTaken({ slug: event.slug }, error) : error;
  }
}
