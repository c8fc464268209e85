import type { Queryable } from '../runtime/database/database.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { claimedRow, settleRows } from '../runtime/ledger/ledger-repository.js';
import { messageLedger } from './jobs.js';
import type { SmtpPhase } from './mail-transport.js';
import type { MessageOutcome } from './schema.js';

/** A claimed message, and what must hold for it to go out. */
export interface Submission {
  claim: Claim;
  isBulk: boolean;
  registrationStatus: string;
}

/** A condition on `messages` and its `wish`: nothing has happened that should keep it from going out. */
const stillWanted = `NOT EXISTS (
    SELECT 1 FROM participants JOIN suppressions ON suppressions.email_index = participants.email_index
    WHERE participants.id = messages.participant_id
      AND (suppressions.reason <> 'unsubscribed' OR wish.is_bulk))
  AND NOT EXISTS (
    SELECT 1 FROM campaigns WHERE campaigns.id = messages.campaign_id AND campaigns.state <> 'active')
  AND EXISTS (
    SELECT 1 FROM participants WHERE participants.id = messages.participant_id
      AND participants.registration_status = wish.registration_status)`;

const wishes = `unnest(?::uuid[], ?::uuid[], ?::boolean[], ?::text[])
  AS wish (id, token, is_bulk, registration_status)`;

function wishesOf(submissions: readonly Submission[]) {
  return [
    submissions.map(({ claim }) => claim.id),
    submissions.map(({ claim }) => claim.token),
    submissions.map(({ isBulk }) => isBulk),
    submissions.map(({ registrationStatus }) => registrationStatus),
  ];
}

/**
 * Marks that messages go to the server now; the caller commits this before the first byte. Asks in the
 * same statement whether they are still wanted. Missing among the ids that it returns is what is not, or
 * what somebody else has claimed.
 */
export async function beginSubmissions(
  db: Queryable,
  host: string,
  submissions: readonly Submission[],
): Promise<Set<string>> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `UPDATE messages SET submission_began_at = clock_timestamp(), submissions = submissions + 1,
       host = ?, updated_at = now()
     FROM ${wishes}
     WHERE messages.id = wish.id AND lease_token = wish.token AND ${stillWanted}
     RETURNING messages.id`,
    [host, ...wishesOf(submissions)] as never[],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Takes back the beginning of a submission that is not wanted any more; true when it was not. */
export async function withdrawUnwanted(db: Queryable, submission: Submission): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `UPDATE messages SET submission_began_at = NULL, submissions = greatest(submissions - 1, 0)
     FROM ${wishes}
     WHERE messages.id = wish.id AND lease_token = wish.token AND NOT (${stillWanted})`,
    wishesOf([submission]) as never[],
  );
  return rowCount === 1;
}

/** Ends claims of messages that the server has taken; returns the ids of those that were still ours. */
export async function recordAccepted(
  db: Queryable,
  claims: readonly Claim[],
): Promise<Set<string>> {
  const columns = {
    outcome: "'submitted'",
    outcome_at: 'clock_timestamp()',
    submitted_at: 'clock_timestamp()',
    failure_phase: 'NULL',
    failure_code: 'NULL',
  };
  return await settleRows(db, messageLedger, { claims, columns });
}

/** Records that the server surely has not taken the message, and why; it may be submitted again. */
export async function recordRefusal(
  db: Queryable,
  claim: Claim,
  { phase, code }: { phase: SmtpPhase; code: number | undefined },
): Promise<void> {
  await claimedRow(db, messageLedger.table, claim).update({
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
  outcome: Exclude<MessageOutcome, 'submitted'>,
): Promise<void> {
  await trx('messages')
    .where({ id })
    .update({ outcome, outcome_at: trx.raw('clock_timestamp()') });
}

/** Why a message ended as it did, for people. */
export async function recordReason(trx: Queryable, id: string, reason: string): Promise<void> {
  await trx('messages').where({ id }).update({ last_error: reason });
}
