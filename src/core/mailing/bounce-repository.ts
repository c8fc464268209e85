import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { LedgerState } from '../runtime/ledger/ledger-contract.js';
import { type CampaignRecord, pauseWindow } from './decide-campaign-pause.js';
import type { MessageOutcome } from './schema.js';

/** Whom a message was for; the address is still sealed. */
export interface Recipient {
  participantId: string;
  personal_encrypted: Buffer;
}

/** Undefined when the participant was erased, and the messages with them. */
export async function findRecipient(
  db: Queryable,
  messageId: string,
): Promise<Recipient | undefined> {
  return await db('messages')
    .join('participants', 'participants.id', 'messages.participant_id')
    .where('messages.id', messageId)
    .first<Recipient | undefined>({
      participantId: 'participants.id',
      personal_encrypted: 'participants.personal_encrypted',
    });
}

/** A message that a report is about, as it stands. */
export interface ReportedMessage {
  campaignId: string | null;
  state: LedgerState;
  outcome: MessageOutcome | null;
  /** Its body has begun to go to a server at least once. */
  submissions: number;
  /** Soft bounces that were counted. */
  bounces: number;
}

/** Locks a message until the transaction ends: two reports about it take turns. */
export async function lockReportedMessage(
  trx: Transaction,
  id: string,
): Promise<ReportedMessage | undefined> {
  return await trx('messages').where({ id }).forUpdate().first<ReportedMessage | undefined>({
    campaignId: 'campaign_id',
    state: 'state',
    outcome: 'outcome',
    submissions: 'submissions',
    bounces: 'bounces',
  });
}

export async function recordReportedOutcome(
  trx: Transaction,
  id: string,
  outcome: 'bounced' | 'complained',
): Promise<void> {
  const now = trx.raw('clock_timestamp()');
  await trx('messages').where({ id }).update({ outcome, outcome_at: now, updated_at: now });
}

export async function countSoftBounce(trx: Transaction, id: string): Promise<void> {
  const updatedAt = trx.raw('clock_timestamp()');
  await trx('messages').where({ id }).increment('bounces', 1).update({ updated_at: updatedAt });
}

/**
 * How the latest messages of a campaign fared; undefined unless it is active. Only those since its last
 * change count: who resumes a paused campaign has seen the bounces that it had by then.
 */
export async function recordOfCampaign(
  db: Queryable,
  campaignId: string,
): Promise<CampaignRecord | undefined> {
  const { rows } = await db.raw<{ rows: CampaignRecord[] }>(
    `SELECT count(latest.outcome)::integer AS submitted,
       (count(*) FILTER (WHERE latest.outcome = 'bounced'))::integer AS "hardBounces",
       (count(*) FILTER (WHERE latest.outcome = 'complained'))::integer AS complaints
     FROM campaigns LEFT JOIN LATERAL (
       SELECT messages.outcome FROM messages
       WHERE messages.campaign_id = campaigns.id
         AND messages.outcome IN ('submitted', 'bounced', 'complained')
         AND messages.submission_began_at >= campaigns.updated_at
       ORDER BY messages.submission_began_at DESC LIMIT ?) AS latest ON true
     WHERE campaigns.id = ? AND campaigns.state = 'active'
     GROUP BY campaigns.id`,
    [pauseWindow, campaignId],
  );
  return rows[0];
}
