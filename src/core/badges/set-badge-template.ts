import type { Context } from '../runtime/context.js';
import { deleteOwnBadgeTemplate, saveOwnBadgeTemplate } from './badge-template-repository.js';
import type { BadgeTemplate } from './schema.js';

/**
 * Gives an event a template of its own, in place of the one of its name; from now on its badges look like
 * it where no other is named. The caller has checked it. Returns when, by the database's clock.
 */
export async function setBadgeTemplate(
  { database }: Pick<Context, 'database'>,
  eventId: string,
  template: BadgeTemplate,
): Promise<Date> {
  return await saveOwnBadgeTemplate(database.knex, eventId, template);
}

/** Takes an event's own template away; false when it had none of that name. */
export async function resetBadgeTemplate(
  { database }: Pick<Context, 'database'>,
  eventId: string,
  name: string,
): Promise<boolean> {
  return await deleteOwnBadgeTemplate(database.knex, eventId, name);
}
