import { isCheckedIn } from '../participants/checkin-sql.js';
import type { Queryable } from '../runtime/database/database.js';
import type { AudienceFilter } from './audience-filter.js';
import { type TemplateName, templates } from './schema.js';

/** Whom a template is for, and by which messages it is known that somebody has it already. */
export interface Audience {
  eventId: string;
  template: TemplateName;
  filter: AudienceFilter;
  occasion: string;
  /** The later rounds of an occasion (`campaign-2`) count as the occasion. */
  withRounds: boolean;
}

export interface AudienceCounts {
  /** All participants of the event, whatever their status. */
  total: number;
  /** Whom the filter means and who may be written to. */
  recipients: number;
  /** Whom the filter means, but whose address gets no such mail. */
  suppressed: number;
  /** Of the recipients: who has a message of this occasion. */
  already: number;
}

/** One pass over the participants of the event. */
export async function countAudience(db: Queryable, audience: Audience): Promise<AudienceCounts> {
  const { eventId, template } = audience;
  const meant = meantBy(audience);
  const had = hasOccasion(audience);
  const { rows } = await db.raw<{ rows: AudienceCounts[] }>(
    `SELECT count(*)::integer AS total,
       (count(*) FILTER (WHERE meant AND NOT suppressed))::integer AS recipients,
       (count(*) FILTER (WHERE meant AND suppressed))::integer AS suppressed,
       (count(*) FILTER (WHERE meant AND NOT suppressed AND had))::integer AS already
     FROM (
       SELECT (${meant.sql}) AS meant, suppressions.email_index IS NOT NULL AS suppressed,
         ${had.sql} AS had
       FROM participants ${joinSuppressions} WHERE participants.event_id = ?
     ) AS judged`,
    [...meant.bindings, ...had.bindings, isBulk(template), eventId] as never[],
  );
  return rows[0] ?? { total: 0, recipients: 0, suppressed: 0, already: 0 };
}

/**
 * The next recipients who have no message of the occasion yet, by rising registration number: a key
 * that stays, so that nobody is passed over or met twice however the audience changes meanwhile.
 */
export async function selectRecipients(
  db: Queryable,
  audience: Audience,
  { afterNumber, limit }: { afterNumber: number; limit: number },
): Promise<{ id: string; number: number }[]> {
  const { eventId, template } = audience;
  const meant = meantBy(audience);
  const had = hasOccasion(audience);
  const { rows } = await db.raw<{ rows: { id: string; number: number }[] }>(
    `SELECT participants.id, participants.number FROM participants ${joinSuppressions}
     WHERE participants.event_id = ? AND participants.number > ?
       AND suppressions.email_index IS NULL AND ${meant.sql} AND NOT ${had.sql}
     ORDER BY participants.number LIMIT ?`,
    [
      ...[isBulk(template), eventId, afterNumber],
      ...meant.bindings,
      ...had.bindings,
      limit,
    ] as never[],
  );
  return rows;
}

interface Condition {
  sql: string;
  bindings: readonly unknown[];
}

/** The same as when a message is sent: who has unsubscribed still gets tickets and news of their own. */
const joinSuppressions = `LEFT JOIN suppressions
  ON suppressions.email_index = participants.email_index
  AND (suppressions.reason <> 'unsubscribed' OR ?)`;

function isBulk(template: TemplateName): boolean {
  return templates[template] === 'bulk';
}

function meantBy({ template, filter }: Audience): Condition {
  const { statuses, checkedIn, gates, fields, registeredAfter, excludeSent } = filter;
  const conditions: Condition[] = [
    { sql: 'participants.registration_status = ANY(?::text[])', bindings: [[...statuses]] },
    ...fields.map(({ key, value }) => ({
      sql: 'coalesce(participants.custom_responses ->> ?::text = ?, false)',
      bindings: [key, value],
    })),
  ];
  if (checkedIn !== undefined) {
    conditions.push({ sql: `${isCheckedIn('participants')} = ?`, bindings: [checkedIn] });
  }
  if (gates?.length) {
    const sql = `EXISTS (SELECT 1 FROM checkins JOIN gates ON gates.id = ANY(checkins.gate_ids)
      WHERE checkins.participant_id = participants.id AND gates.code = ANY(?::text[]))`;
    conditions.push({ sql, bindings: [[...gates]] });
  }
  if (registeredAfter) {
    const sql = 'participants.registered_at > ?::timestamptz';
    conditions.push({ sql, bindings: [registeredAfter.toISOString()] });
  }
  if (excludeSent) {
    const sql = `NOT EXISTS (SELECT 1 FROM messages WHERE messages.participant_id = participants.id
      AND messages.template = ? AND messages.state NOT IN ('cancelled', 'failed'))`;
    conditions.push({ sql, bindings: [template] });
  }
  return {
    sql: conditions.map(({ sql }) => sql).join(' AND '),
    bindings: conditions.flatMap(({ bindings }) => bindings),
  };
}

function hasOccasion({ template, occasion, withRounds }: Audience): Condition {
  return {
    sql: `EXISTS (SELECT 1 FROM messages WHERE messages.participant_id = participants.id
      AND messages.template = ?
      AND (messages.occasion = ? OR (? AND starts_with(messages.occasion, ?))))`,
    bindings: [template, occasion, withRounds, `${occasion}-`],
  };
}
