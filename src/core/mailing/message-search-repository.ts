import type { Queryable } from '../runtime/database/database.js';
import { type MessageRow, messageFromRow } from './message-repository.js';
import type { Message, MessageStatus } from './schema.js';

/** As `deriveStatus` derives it; a test holds the two together. */
export const statusExpression = `CASE
  WHEN messages.outcome IN ('bounced', 'complained', 'suppressed') THEN messages.outcome
  WHEN messages.state = 'done' THEN 'submitted' ELSE messages.state END`;

export interface MessageFilter {
  eventId: string;
  status?: MessageStatus | undefined;
  template?: string | undefined;
}

/** A message with the name and number of its participant, for lists. */
export interface ListedMessage extends Message {
  participant: { name: string; number: number };
}

/** The newest `limit` messages of an event and how many there are. */
export async function listMessageRows(
  db: Queryable,
  { eventId, status, template }: MessageFilter,
  limit: number,
): Promise<{ total: number; messages: ListedMessage[] }> {
  const where = `messages.event_id = ? AND (?::text IS NULL OR ${statusExpression} = ?)
    AND (?::text IS NULL OR messages.template = ?)`;
  const bindings = [eventId, status ?? null, status ?? null, template ?? null, template ?? null];
  const { rows: counted } = await db.raw<{ rows: { total: number }[] }>(
    `SELECT count(*)::integer AS total FROM messages WHERE ${where}`,
    bindings as never[],
  );
  const { rows } = await db.raw<{ rows: ListedRow[] }>(
    `${selectListed} WHERE ${where} ORDER BY messages.updated_at DESC, messages.id DESC LIMIT ?`,
    [...bindings, limit] as never[],
  );
  return { total: counted[0]?.total ?? 0, messages: rows.map(listedFromRow) };
}

/** Up to two messages whose id begins with `beginning` (hex digits and dashes). */
export async function findMessageRows(db: Queryable, beginning: string): Promise<ListedMessage[]> {
  const { rows } = await db.raw<{ rows: ListedRow[] }>(
    `${selectListed} WHERE messages.id::text LIKE ? LIMIT 2`,
    [`${beginning}%`],
  );
  return rows.map(listedFromRow);
}

const selectListed = `SELECT messages.*, participants.name, participants.number
  FROM messages JOIN participants ON participants.id = messages.participant_id`;

interface ListedRow extends MessageRow {
  name: string;
  number: number;
}

function listedFromRow(row: ListedRow): ListedMessage {
  return { ...messageFromRow(row), participant: { name: row.name, number: row.number } };
}

export interface MailCountRow {
  template: string;
  status: MessageStatus;
  messages: number;
}

/** How many messages of an event there are, by template and status. */
export async function countMessages(db: Queryable, eventId: string): Promise<MailCountRow[]> {
  const { rows } = await db.raw<{ rows: MailCountRow[] }>(
    `SELECT template, ${statusExpression} AS status, count(*)::integer AS messages
     FROM messages WHERE event_id = ? GROUP BY 1, 2 ORDER BY 1, 2`,
    [eventId],
  );
  return rows;
}

export interface MailPaceRow {
  next_try: Date | null;
  submitted_last_minute: number;
  hosts: {
    host: string;
    submitted: number;
    milliseconds: number | null;
    paused_until: string | null;
    failures: number;
    last_error: string | null;
  }[];
}

/** When the next message is due, and how fast the hosts take them (of the last hour). */
export async function readMailPace(db: Queryable, eventId: string): Promise<MailPaceRow> {
  const { rows } = await db.raw<{ rows: Omit<MailPaceRow, 'hosts'>[] }>(
    `SELECT min(not_before) FILTER (WHERE state = 'pending') AS next_try,
       (count(*) FILTER (WHERE submitted_at > now() - interval '1 minute'))::integer
         AS submitted_last_minute
     FROM messages WHERE event_id = ?`,
    [eventId],
  );
  const { rows: hosts } = await db.raw<{ rows: MailPaceRow['hosts'] }>(
    `SELECT used.host, used.submitted, used.milliseconds,
       to_json(mail_hosts.paused_until)#>>'{}' AS paused_until,
       coalesce(mail_hosts.failures, 0) AS failures, mail_hosts.last_error
     FROM (
       SELECT host,
         (count(*) FILTER (WHERE submitted_at > now() - interval '1 hour'))::integer AS submitted,
         round(avg(extract(epoch FROM submitted_at - submission_began_at)) * 1000)::integer
           AS milliseconds
       FROM messages WHERE event_id = ? AND host IS NOT NULL
         AND updated_at > now() - interval '1 hour' GROUP BY host
     ) AS used LEFT JOIN mail_hosts ON mail_hosts.host = used.host
     ORDER BY used.milliseconds DESC NULLS LAST`,
    [eventId],
  );
  const [pace] = rows;
  return {
    next_try: pace?.next_try ?? null,
    submitted_last_minute: pace?.submitted_last_minute ?? 0,
    hosts,
  };
}

/** Makes an ended message as good as new. False when it is not in one of these states any more. */
export async function renewMessage(
  db: Queryable,
  id: string,
  states: readonly string[],
): Promise<boolean> {
  const changed = await db('messages')
    .where({ id })
    .whereIn('state', states)
    .whereNot({ state: 'done' })
    .update({
      state: 'pending',
      attempts: 0,
      crashes: 0,
      not_before: db.fn.now(),
      lease_token: null,
      lease_until: null,
      last_error: null,
      submission_began_at: null,
      submissions: 0,
      outcome: null,
      outcome_at: null,
      failure_phase: null,
      failure_code: null,
      updated_at: db.fn.now(),
    });
  return changed === 1;
}
