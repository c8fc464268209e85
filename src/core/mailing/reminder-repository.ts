import { isCheckedIn } from '../participants/checkin-sql.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';
import { pausedReason } from './decide-sending.js';
import { movedReason, type RemindedEvent } from './reminder-rules.js';
import type { TemplateName } from './schema.js';

/** Reminders are campaigns; their occasions tell them from those that a person started. */
const isReminder = "(campaigns.occasion = 'after' OR starts_with(campaigns.occasion, 'starts-'))";

/** The furthest that a reminder is due ahead, with room, and how long what was missed is looked for. */
const reach = { ahead: '2 days', back: '7 days' };

/** The events around which something may be due, or may have been missed lately. */
export async function listEventsInReach(db: Queryable, now: Date): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT id FROM events
     WHERE deleted_at IS NULL AND status IN ('published', 'in_progress', 'completed')
       AND starts_at < ?::timestamptz + ?::interval
       AND greatest(starts_at, ends_at) > ?::timestamptz - ?::interval
     ORDER BY starts_at, id`,
    [now.toISOString(), reach.ahead, now.toISOString(), reach.back],
  );
  return rows.map(({ id }) => id);
}

/** A campaign of a reminder that has messages which have not gone out. */
export interface OpenReminder {
  id: string;
  slug: string;
  template: TemplateName;
  occasion: string;
  /** Undefined when it was deleted. */
  event: RemindedEvent | undefined;
}

export async function listOpenReminders(db: Queryable): Promise<OpenReminder[]> {
  const { rows } = await db.raw<{ rows: OpenReminderRow[] }>(
    `SELECT campaigns.id, campaigns.template, campaigns.occasion, events.slug, events.starts_at,
       events.ends_at, events.timezone, events.status, events.deleted_at
     FROM campaigns JOIN events ON events.id = campaigns.event_id
     WHERE ${isReminder} AND EXISTS (
       SELECT 1 FROM messages WHERE messages.campaign_id = campaigns.id
         AND (messages.state = 'pending'
           OR (messages.state = 'held' AND messages.last_error = ?)))
     ORDER BY campaigns.id`,
    [pausedReason],
  );
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    template: row.template,
    occasion: row.occasion,
    event: row.deleted_at ? undefined : eventFromRow(row),
  }));
}

interface OpenReminderRow {
  id: string;
  template: TemplateName;
  occasion: string;
  slug: string;
  starts_at: Date;
  ends_at: Date | null;
  timezone: string;
  status: RemindedEvent['status'];
  deleted_at: Date | null;
}

function eventFromRow(row: OpenReminderRow): RemindedEvent {
  return {
    startsAt: row.starts_at,
    endsAt: row.ends_at ?? undefined,
    timezone: row.timezone,
    status: row.status,
  };
}

/** The messages that an event left behind when it was moved away, and which it has come back to. */
export async function countMoved(db: Queryable, campaignId: string): Promise<number> {
  const { rows } = await db.raw<{ rows: { moved: number }[] }>(
    `SELECT count(*)::integer AS moved FROM messages
     WHERE campaign_id = ? AND state = 'cancelled' AND last_error = ?`,
    [campaignId, movedReason],
  );
  return rows[0]?.moved ?? 0;
}

/** Makes those due again: their key forbids new ones. */
export async function reviveMoved(trx: Transaction, campaignId: string): Promise<number> {
  return await trx('messages')
    .where({ campaign_id: campaignId, state: 'cancelled', last_error: movedReason })
    .update({
      state: 'pending',
      last_error: null,
      not_before: trx.fn.now(),
      updated_at: trx.fn.now(),
    });
}

/** Whether anybody was checked in at an event. */
export async function hasCheckins(db: Queryable, eventId: string): Promise<boolean> {
  const found = await db('participants')
    .where({ event_id: eventId })
    .whereRaw(isCheckedIn('participants'))
    .first('id');
  return found !== undefined;
}

export async function countMessagesOfCampaign(db: Queryable, campaignId: string): Promise<number> {
  const { rows } = await db.raw<{ rows: { messages: number }[] }>(
    'SELECT count(*)::integer AS messages FROM messages WHERE campaign_id = ?',
    [campaignId],
  );
  return rows[0]?.messages ?? 0;
}
