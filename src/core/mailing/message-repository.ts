import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { Ids } from '../runtime/ids.js';
import type { LedgerState } from '../runtime/ledger/ledger-contract.js';
import type { Message, MessageOutcome, TemplateName } from './schema.js';

export interface NewMessages {
  eventId: string;
  template: TemplateName;
  occasion: string;
  campaignId: string | null;
  participantIds: readonly string[];
  /** When they are due; at once without it. */
  notBefore?: Date;
}

/** Adds a message for each participant who has none of this template and occasion; returns how many. */
export async function insertMessages(
  trx: Transaction,
  ids: Ids,
  { eventId, template, occasion, campaignId, participantIds, notBefore }: NewMessages,
): Promise<number> {
  if (participantIds.length === 0) return 0;
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `INSERT INTO messages (id, participant_id, event_id, template, occasion, campaign_id, not_before)
     SELECT m.id, m.participant_id, ?, ?, ?, ?, coalesce(?::timestamptz, now())
     FROM unnest(?::uuid[], ?::uuid[]) AS m (id, participant_id)
     ON CONFLICT (participant_id, template, occasion) DO NOTHING`,
    [
      eventId,
      template,
      occasion,
      campaignId,
      notBefore?.toISOString() ?? null,
      participantIds.map(() => ids.next()),
      [...participantIds],
    ] as never[],
  );
  return rowCount;
}

/** A message and whatever decides about sending it, as it is now. */
export interface SendableMessage extends Message {
  registrationStatus: 'pending' | 'registered' | 'waitlisted' | 'cancelled';
  suppression: 'hard_bounce' | 'complaint' | 'unsubscribed' | 'manual' | null;
  campaignState: 'active' | 'paused' | 'cancelled' | null;
}

/** The same with what tells whether something that is remembered still holds. */
export interface FoundMessage extends SendableMessage {
  /** Changes with the event, its own version of the template and its signing keys. */
  ingredientsVersion: string;
  /** Something is held against a mail server. */
  isAnyHostBlamed: boolean;
}

export async function findSendable(db: Queryable, id: string): Promise<FoundMessage | undefined> {
  return (await findSendables(db, [id])).get(id);
}

/** Those of these ids that there are, by id. */
export async function findSendables(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, FoundMessage>> {
  const { rows } = await db.raw<{ rows: SendableRow[] }>(
    `SELECT messages.*, participants.registration_status, suppressions.reason AS suppression,
       campaigns.state AS campaign_state, ${ingredientsVersion} AS ingredients_version,
       EXISTS (SELECT 1 FROM mail_hosts WHERE failures > 0 OR paused_until IS NOT NULL)
         AS is_any_host_blamed
     FROM messages
     JOIN participants ON participants.id = messages.participant_id
     JOIN events ON events.id = messages.event_id
     LEFT JOIN suppressions ON suppressions.email_index = participants.email_index
     LEFT JOIN campaigns ON campaigns.id = messages.campaign_id
     WHERE messages.id = ANY(?::uuid[])`,
    [ids] as never[],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...messageFromRow(row),
        registrationStatus: row.registration_status,
        suppression: row.suppression,
        campaignState: row.campaign_state,
        ingredientsVersion: row.ingredients_version,
        isAnyHostBlamed: row.is_any_host_blamed,
      },
    ]),
  );
}

/**
 * Names the very versions of the rows that all messages of an event and template are made of: xmin is
 * the transaction that wrote a row, so no change is missed, however fast it follows another.
 */
const ingredientsVersion = `concat_ws('/', events.xmin::text,
  (SELECT string_agg(concat(t.locale, t.xmin::text), '+' ORDER BY t.locale) FROM mail_templates t
    WHERE t.event_id = messages.event_id AND t.template = messages.template),
  (SELECT string_agg(concat('k', k.key_id, '.', k.xmin::text), '+' ORDER BY k.key_id)
    FROM event_signing_keys k WHERE k.event_id = messages.event_id))`;

export interface MessageRow {
  id: string;
  event_id: string;
  participant_id: string;
  campaign_id: string | null;
  template: TemplateName;
  occasion: string;
  submission_began_at: Date | null;
  submissions: number;
  host: string | null;
  submitted_at: Date | null;
  failure_phase: string | null;
  failure_code: number | null;
  outcome: MessageOutcome | null;
  state: LedgerState;
  attempts: number;
  crashes: number;
  not_before: Date;
  last_error: string | null;
  created_at: Date;
  updated_at: Date;
}

interface SendableRow extends MessageRow {
  registration_status: SendableMessage['registrationStatus'];
  suppression: SendableMessage['suppression'];
  campaign_state: SendableMessage['campaignState'];
  ingredients_version: string;
  is_any_host_blamed: boolean;
}

export function messageFromRow(row: MessageRow): Message {
  return {
    id: row.id,
    eventId: row.event_id,
    participantId: row.participant_id,
    campaignId: row.campaign_id,
    template: row.template,
    occasion: row.occasion,
    state: row.state,
    outcome: row.outcome,
    attempts: row.attempts,
    crashes: row.crashes,
    submissions: row.submissions,
    submissionBeganAt: row.submission_began_at,
    submittedAt: row.submitted_at,
    host: row.host,
    failurePhase: row.failure_phase,
    failureCode: row.failure_code,
    reason: row.last_error,
    notBefore: row.not_before,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/**
 * Of a message that failed: if a submission of it was begun of which nobody knows the end, it is `unknown`.
 * Set aside because its workers died, or refused the second time, it may have gone out all the same.
 */
export async function leaveInDoubt(trx: Transaction, id: string): Promise<void> {
  await trx('messages')
    .where({ id, state: 'failed' })
    .where('submissions', '>', 0)
    .update({ state: 'unknown' satisfies LedgerState });
}
