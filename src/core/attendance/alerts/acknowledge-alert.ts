import type { Event } from '../../events/schema.js';
import type { Context } from '../../runtime/context.js';
import { attendanceErrors } from '../errors.js';
import { type AlertDocument, presentAlert } from './alert-document.js';
import { acknowledge, findAlerts } from './alert-repository.js';
import { tellLiveViews } from './check-alerts.js';

/**
 * Notes that somebody has seen an alert, named by its id or the beginning of it. Done again, it changes
 * nothing. Throws ALERT_NOT_FOUND.
 */
export async function acknowledgeAlert(
  { config, clock, database }: Pick<Context, 'config' | 'clock' | 'database'>,
  event: Pick<Event, 'id' | 'slug'>,
  reference: string,
): Promise<{ alert: AlertDocument; isRepeated: boolean }> {
  const start = reference.trim().toLowerCase();
  return await database.transaction(async (trx) => {
    const found = start === '' ? [] : await findAlerts(trx, { eventId: event.id, start });
    const [alert] = found;
    if (!alert || found.length > 1) {
      throw attendanceErrors.alertNotFound({
        alert: reference,
        event: event.slug,
        found: found.length,
      });
    }
    const by = { name: config.operator, at: clock.now() };
    const changed = await acknowledge(trx, alert.id, by);
    if (changed) await tellLiveViews(trx, event.id, [changed]);
    return { alert: presentAlert(changed ?? alert), isRepeated: changed === undefined };
  });
}
