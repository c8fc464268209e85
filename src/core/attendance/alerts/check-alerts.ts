import { queueNotice } from '../../notices/queue-notice.js';
import type { Context } from '../../runtime/context.js';
import type { Transaction } from '../../runtime/database/database.js';
import { appendLiveEvents } from '../live-event-repository.js';
import { readHead, readSnapshot } from '../statistics/snapshot-repository.js';
import { summariseAttendance } from '../statistics/summarise-attendance.js';
import { presentAlert } from './alert-document.js';
import { clearAlert, insertAlert, listStanding, readPulse } from './alert-repository.js';
import { decideAlerts } from './decide-alerts.js';
import { describeAlert } from './describe-alert.js';
import { observeEvent } from './observe-event.js';
import type { Alert } from './schema.js';

const pulseMs = 5 * 60_000;

export interface AlertChanges {
  raised: Alert[];
  cleared: Alert[];
}

/**
 * Looks at an event now, raises what is to be raised and ends what is over, in this transaction; with each
 * alert goes the notice to those who run the event, and what live views are told. Two at once raise once.
 */
export async function checkAlerts(
  trx: Transaction,
  context: Pick<Context, 'clock' | 'config' | 'ids'>,
  eventId: string,
): Promise<AlertChanges> {
  const now = context.clock.now();
  const head = await readHead(trx, eventId);
  if (!head) return { raised: [], cleared: [] };
  const statistics = summariseAttendance(head, await readSnapshot(trx, eventId, now), now);
  const since = new Date(now.getTime() - pulseMs);
  const pulse = await readPulse(trx, { eventId, since });
  const standing = await listStanding(trx, eventId);
  const plan = decideAlerts(observeEvent(eventId, { head, statistics, pulse }, now), standing);

  const raised: Alert[] = [];
  for (const observation of plan.raise) {
    const alert = await insertAlert(trx, context.ids, { eventId, observation, at: now });
    if (alert) raised.push(alert);
  }
  const cleared: Alert[] = [];
  for (const alert of plan.clear) {
    if (await clearAlert(trx, alert.id, now)) cleared.push({ ...alert, clearedAt: now });
  }
  for (const alert of raised) {
    await queueNotice(trx, context, {
      kind: 'attendance_alert',
      facts: describeAlert(alert),
      eventId,
      subjectId: alert.id,
    });
  }
  await tellLiveViews(trx, eventId, [...raised, ...cleared]);
  return { raised, cleared };
}

/** Tells live views how alerts stand now. */
export async function tellLiveViews(
  trx: Transaction,
  eventId: string,
  alerts: readonly Alert[],
): Promise<void> {
  const events = alerts.map((alert) => ({ type: 'alert', data: { alert: presentAlert(alert) } }));
  await appendLiveEvents(trx, eventId, events);
}
