import type { Context } from '../runtime/context.js';
import { selectEventCounts } from './event-counts-repository.js';
import { findEvent } from './find-event.js';
import type { Event, EventCounts } from './schema.js';

export interface CountedEvent {
  event: Event;
  counts: EventCounts;
}

/** An event with the counts of what belongs to it. Errors: those of `findEvent`. */
export async function showEvent(
  context: Pick<Context, 'database'>,
  reference: string,
): Promise<CountedEvent> {
  const event = await findEvent(context, reference);
  const counts = await selectEventCounts(context.database.knex, [event.id]);
  return { event, counts: counts.get(event.id) ?? noCounts };
}

/** Of an event that was removed for good between the two queries. */
export const noCounts: EventCounts = {
  participants: { total: 0, pending: 0, registered: 0, waitlisted: 0, cancelled: 0, checkedIn: 0 },
  occupied: 0,
  gates: 0,
};
