import type { Context } from '../runtime/context.js';
import { selectEvents } from './event-repository.js';
import type { Event } from './schema.js';

/**
 * The events that everybody may know of, in the order in which they start: public ones, no drafts. Those
 * that were cancelled are among them, so that whoever has one in a calendar learns of it.
 */
export async function listPublicEvents(
  { database }: Pick<Context, 'database'>,
  filter: { organizerId?: string | undefined; since?: Date | undefined } = {},
): Promise<Event[]> {
  const { organizerId, since } = filter;
  const events = await selectEvents(database.knex, {});
  return events.filter(
    (event) =>
      event.privacy === 'public' &&
      event.status !== 'draft' &&
      (organizerId === undefined || event.organizerId === organizerId) &&
      (since === undefined || (event.endsAt ?? event.startsAt) >= since),
  );
}
