import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { Ids } from '../runtime/ids.js';
import type { Claim, LedgerState } from '../runtime/ledger/ledger-contract.js';
import type { SmtpPhase } from './mail-transport.js';
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

export async function findSendable(
  db: Queryable,
  id: string,
): Promise<SendableMessage | undefined> {
  const { rows } = await db.raw<{ rows: SendableRow[] }>(
    `SELECT messages.*, participants.registration_status, suppressions.reason AS suppression,
       campaigns.state AS campaign_state
     FROM messages
     JOIN participants ON participants.id = messages.participant_id
     LEFT JOIN suppressions ON suppressions.email_index = participants.email_index
     LEFT JOIN campaigns ON campaigns.id = messages.campaign_id
     WHERE messages.id = ?`,
    [id],
  );
  const [row] = rows;
  if (!row) return undefined;
  return {
    ...messageFromRow(row),
    registrationStatus: row.registration_status,
    suppression: row.suppression,
    campaignState: row.campaign_state,
  };
}

/** A condition on `messages`: nothing has happened that should keep this message from going out. */
const stillWanted = `NOT EXISTS (
    SELECT 1 FROM participants JOIN suppressions ON suppressions.email_index = participants.email_index
    WHERE participants.id = messages.participant_id
      AND (suppressions.reason <> 'unsubscribed' OR ?))
  AND NOT EXISTS (
    SELECT 1 FROM campaigns WHERE campaigns.id = messages.campaign_id AND campaigns.state <> 'active')
  AND EXISTS (
    SELECT 1 FROM participants WHERE participants.id = messages.participant_id
      AND participants.registration_status = ?)`;

/**
 * Marks that the message goes to the server now; the caller commits this before the first byte. Asks in
 * the same statement whether it is still wanted. False: it is not, or the claim is somebody else's.
 */
export async function beginSubmission(
  db: Queryable,
  claim: Claim,
  {
    host,
    isBulk,
    registrationStatus,
  }: { host: string; isBulk: boolean; registrationStatus: string },
): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `UPDATE messages SET submission_began_at = clock_timestamp(), submissions = submissions + 1,
       host = ?, updated_at = now()
     WHERE id = ? AND state = 'claimed' AND lease_token = ? AND ${stillWanted}`,
    [host, claim.id, claim.token, isBulk, registrationStatus],
  );
  return rowCount === 1;
}

/** Records that the server surely has not taken the message, and why; it may be submitted again. */
export async function recordRefusal(
  db: Queryable,
  claim: Claim,
  { phase, code }: { phase: SmtpPhase; code: number | undefined },
): Promise<void> {
  await db('messages')
    .where({ id: claim.id, state: 'claimed', lease_token: claim.token })
    .update({
      submission_began_at: null,
      submissions: db.raw('greatest(submissions - 1, 0)'),
      failure_phase: phase,
      failure_code: code ?? null,
    });
}

/** What became of a message, beside the end of its claim in the same transaction. */
export async function recordOutcome(
  trx: Queryable,
  id: string,
  outcome: MessageOutcome,
): Promise<void> {
  const submitted =
    outcome === 'submitted'
      ? { submitted_at: trx.raw('clock_timestamp()'), failure_phase: null, failure_code: null }
      : {};
  await trx('messages')
    .where({ id })
    .update({ outcome, outcome_at: trx.raw('clock_timestamp()'), ...submitted });
}

/** Why a message ended as it did, for people. */
export async function recordReason(trx: Queryable, id: string, reason: string): Promise<void> {
  await trx('messages').where({ id }).update({ last_error: reason });
}

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
