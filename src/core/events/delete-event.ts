import type { Context } from '../runtime/context.js';
import { recordDomainEvent } from '../runtime/domain-events/domain-event-repository.js';
import { markEventDeleted } from './event-repository.js';
import { findEvent } from './find-event.js';
import { lockEvent } from './lock-event.js';
import type { Event } from './schema.js';

/**
 * Hides an event and gives its slug back; its rows stay until they are removed for good (30 days in
 * the retention rules of the data flows).
 *
 * @throws the errors of `findEvent`
 */
export async function deleteEvent(
  context: Pick<Context, 'clock' | 'ids' | 'database'>,
  reference: string,
): Promise<Event> {
  const { id } = await findEvent(context, reference);
  return await context.database.transaction(async (trx) => {
    const { event } = await lockEvent(trx, id);
    const now = context.clock.now();
    await markEventDeleted(trx, id, now);
    await recordDomainEvent(trx, context, { type: 'event.deleted', eventId: id, subjectId: id });
    return { ...event, updatedAt: now };
  });
}
