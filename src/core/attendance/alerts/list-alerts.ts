import type { Event } from '../../events/schema.js';
import type { Context } from '../../runtime/context.js';
import { type AlertDocument, presentAlert } from './alert-document.js';
import { selectAlerts } from './alert-repository.js';

/** The alerts of an event, the newest first. */
export async function listAlerts(
  { database }: Pick<Context, 'database'>,
  event: Pick<Event, 'id'>,
  options: { onlyStanding: boolean; limit: number },
): Promise<AlertDocument[]> {
  const alerts = await selectAlerts(database.knex, { eventId: event.id, ...options });
  return alerts.map(presentAlert);
}
