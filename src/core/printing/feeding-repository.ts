import type { Queryable } from '../runtime/database/database.js';
import { ledgerErrors } from '../runtime/ledger/errors.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { printerLedger } from './jobs.js';
import type { PrintJob, PrintJobState } from './schema.js';

/** So many times a badge is made anew when a worker dies over it, or cannot make it. */
const mostAttempts = 3;

/** Holds for whoever has the claim of the printer; the token fences off a worker that comes late. */
const isOurs = `EXISTS (SELECT 1 FROM printers WHERE printers.id = print_jobs.printer_id
  AND printers.state = 'claimed' AND printers.lease_token = :token)`;

/**
 * Settles what the worker before left behind: what may have reached the paper is `unknown`, the rest waits
 * again. First thing under a new claim.
 */
export async function settleLeftOvers(db: Queryable, claim: Claim): Promise<void> {
  await db.raw(
    `UPDATE print_jobs SET claim_token = NULL, updated_at = now(),
       state = CASE WHEN state = 'sending' THEN 'unknown'
         WHEN attempts + 1 >= :most THEN 'failed' ELSE 'queued' END,
       attempts = attempts + CASE WHEN state = 'claimed' THEN 1 ELSE 0 END,
       ended_at = CASE WHEN state = 'sending' OR attempts + 1 >= :most THEN clock_timestamp() END,
       reason = CASE WHEN state = 'sending' THEN 'the worker ended while the badge was sent'
         WHEN attempts + 1 >= :most THEN 'workers ended three times while they made it' END
     WHERE printer_id = :printer AND state IN ('claimed', 'sending') AND ${isOurs}`,
    { most: mostAttempts, printer: claim.id, token: claim.token },
  );
}

/** Takes the next badge of the printer: who waits at a gate first, then in order. */
export async function takeJob(db: Queryable, claim: Claim): Promise<PrintJob | undefined> {
  const { rows } = await db.raw<{ rows: JobRow[] }>(
    `UPDATE print_jobs SET state = 'claimed', claim_token = :token, updated_at = now()
     WHERE id = (SELECT id FROM print_jobs WHERE printer_id = :printer AND state = 'queued'
       ORDER BY urgent DESC, ordinal LIMIT 1 FOR UPDATE) AND state = 'queued' AND ${isOurs}
     RETURNING id, event_id, participant_id, copy, printer_id, template, gate, attempts`,
    { printer: claim.id, token: claim.token },
  );
  return rows[0] && fromRow(rows[0]);
}

/**
 * Says that the badge goes to the printer now; commit it before the first byte. False when a newer copy of
 * the ticket exists: then this one must not be printed any more. Throws LEASE_LOST.
 */
export async function beginSending(
  db: Queryable,
  claim: Claim,
  job: Pick<PrintJob, 'id'>,
): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `UPDATE print_jobs SET state = 'sending', sending_began_at = clock_timestamp(), updated_at = now()
     WHERE id = :id AND state = 'claimed' AND claim_token = :token AND ${isOurs}
       AND copy = (SELECT ticket_copy FROM participants WHERE participants.id = participant_id
         AND registration_status = 'registered')`,
    { id: job.id, token: claim.token },
  );
  if (rowCount === 1) return true;
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `SELECT 1 FROM print_jobs WHERE id = :id AND state = 'claimed' AND claim_token = :token AND ${isOurs}`,
    { id: job.id, token: claim.token },
  );
  if (rows.length === 0) throw lost(claim);
  return false;
}

/** Ends a badge that we work on. Throws LEASE_LOST when it is not ours any more. */
export async function settleJob(
  db: Queryable,
  claim: Claim,
  end: {
    id: string;
    from: 'claimed' | 'sending';
    state: Extract<PrintJobState, 'confirmed' | 'failed' | 'unknown' | 'cancelled'>;
    reason?: string;
  },
): Promise<void> {
  const changed = await db('print_jobs')
    .where({ id: end.id, state: end.from, claim_token: claim.token })
    .update({
      state: end.state,
      reason: end.reason ?? null,
      claim_token: null,
      ended_at: db.raw('clock_timestamp()'),
      updated_at: db.fn.now(),
    });
  if (changed === 0) throw lost(claim);
}

/** Puts a badge of which nothing was sent back into its place. Throws LEASE_LOST. */
export async function giveJobBack(db: Queryable, claim: Claim, id: string): Promise<void> {
  const changed = await db('print_jobs')
    .where({ id, state: 'claimed', claim_token: claim.token })
    .update({ state: 'queued', claim_token: null, updated_at: db.fn.now() });
  if (changed === 0) throw lost(claim);
}

/** The same for one that could not be made this time; after the third time it has failed. */
export async function countFailure(
  db: Queryable,
  claim: Claim,
  { id, reason }: { id: string; reason: string },
): Promise<void> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `UPDATE print_jobs SET claim_token = NULL, updated_at = now(), attempts = attempts + 1, reason = :reason,
       state = CASE WHEN attempts + 1 >= :most THEN 'failed' ELSE 'queued' END,
       ended_at = CASE WHEN attempts + 1 >= :most THEN clock_timestamp() END
     WHERE id = :id AND state = 'claimed' AND claim_token = :token`,
    { id, reason, most: mostAttempts, token: claim.token },
  );
  if (rowCount === 0) throw lost(claim);
}

/** Whether something waits for the printer. A statement of its own, after the lock on the printer. */
export async function hasQueued(db: Queryable, printerId: string): Promise<boolean> {
  const row = await db('print_jobs').where({ printer_id: printerId, state: 'queued' }).first('id');
  return row !== undefined;
}

interface JobRow {
  id: string;
  event_id: string;
  participant_id: string;
  copy: number;
  printer_id: string;
  template: string | null;
  gate: string | null;
  attempts: number;
}

function fromRow(row: JobRow): PrintJob {
  return {
    id: row.id,
    eventId: row.event_id,
    participantId: row.participant_id,
    copy: row.copy,
    printerId: row.printer_id,
    template: row.template ?? undefined,
    gate: row.gate ?? undefined,
    attempts: row.attempts,
  };
}

function lost({ id }: Claim) {
  return ledgerErrors.leaseLost({ kind: printerLedger.kind, id });
}
