import { tellLive } from '../attendance/tell-live.js';
import { markNoShows } from '../participants/mark-no-shows.js';
import type { Context } from '../runtime/context.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { eventErrors } from './errors.js';
import { updateEventStatus } from './event-repository.js';
import { decideStatusChange } from './event-status.js';
import { findEvent } from './find-event.js';
import { lockEvent } from './lock-event.js';
import type { Event, EventStatus } from './schema.js';

export interface StatusChange {
  event: Event;
  /** The status before; the same as the event's when it already was what is wanted. */
  previous: EventStatus;
}

/**
 * Moves an event to another status, and records that as a fact in the same transaction.
 *
 * @throws EVENT_STATUS_CONFLICT with what is possible, and the errors of `findEvent`
 */
export async function changeEventStatus(
  context: Pick<Context, 'clock' | 'ids' | 'database'>,
  reference: string,
  status: EventStatus,
): Promise<StatusChange> {
  const { id } = await findEvent(context, reference);
  return await context.database.transaction(async (trx) => {
    const { event } = await lockEvent(trx, id);
    const previous = event.status;
    const decision = decideStatusChange(previous, status);
    if (decision.kind === 'unchanged') return { event, previous };
    if (decision.kind === 'refused') {
      const { possible } = decision;
      throw eventErrors.statusConflict({ slug: event.slug, from: previous, to: status, possible });
    }
    const now = context.clock.now();
    await updateEventStatus(trx, id, status, now);
    if (status === 'completed') await markNoShows(trx, id);
    await recordDomainEvent(trx, context, {
      type: 'event.status_changed',
      eventId: id,
      subjectId: id,
      data: { from: previous, to: status },
    });
    await tellLive(trx, id, [{ type: 'event_updated', data: { changes: { status } } }]);
    return { event: { ...event, status, updatedAt: now }, previous };
  });
}
