import type { Queryable } from '../runtime/database/database.js';
import type { BadgeTemplate } from './schema.js';

/** A template of an event's own. */
export interface OwnBadgeTemplate {
  template: BadgeTemplate;
  updatedAt: Date;
}

/** What an event has of its own, the one set last first. */
export async function listOwnBadgeTemplates(
  db: Queryable,
  eventId: string,
): Promise<OwnBadgeTemplate[]> {
  return await db('badge_templates')
    .where({ event_id: eventId })
    .orderBy([{ column: 'updated_at', order: 'desc' }, 'name'])
    .select<OwnBadgeTemplate[]>({ template: 'template', updatedAt: 'updated_at' });
}

/** Stores a template in place of the one of its name; returns when, by the database's clock. */
export async function saveOwnBadgeTemplate(
  db: Queryable,
  eventId: string,
  template: BadgeTemplate,
): Promise<Date> {
  const [saved] = await db('badge_templates')
    .insert({
      event_id: eventId,
      name: template.name,
      template: JSON.stringify(template),
      updated_at: db.raw('clock_timestamp()'),
    })
    .onConflict(['event_id', 'name'])
    .merge()
    .returning<{ updatedAt: Date }[]>({ updatedAt: 'updated_at' } as never);
  return (saved as { updatedAt: Date }).updatedAt;
}

/** Removes an event's own template; false when it had none of that name. */
export async function deleteOwnBadgeTemplate(
  db: Queryable,
  eventId: string,
  name: string,
): Promise<boolean> {
  return (await db('badge_templates').where({ event_id: eventId, name }).delete()) > 0;
}
