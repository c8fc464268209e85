import type { Context } from '../runtime/context.js';
import { selectSharedEvent } from './event-repository.js';
import type { Event } from './schema.js';

/**
 * The event that a link shared with anybody names: a public one by its slug, any by its share code. Drafts
 * and deleted events are not found.
 */
export async function findSharedEvent(
  { database }: Pick<Context, 'database'>,
  name: string,
): Promise<Event | undefined> {
  const event = await selectSharedEvent(database.knex, name);
  return event?.status === 'draft' ? undefined : event;
}
