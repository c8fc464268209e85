import type { Queryable, Transaction } from '../database/database.js';
import type { DueRow } from './decide-takeover.js';
import {
  type Claim,
  type LedgerContract,
  type LedgerState,
  type SettledState,
  suspectFrom,
} from './ledger-contract.js';

/**
 * All times are the database's: `now()` there is the one clock that every worker shares. Rows are
 * found by their state, never by "newer than the last one": commits overtake each other.
 */
const abandoned = "state = 'claimed' AND lease_until < now()";
/** Also what was claimed has been due before. So an index on `not_before` ends where the future begins. */
const due = `(not_before <= now() AND (state = 'pending' OR (${abandoned})))`;

/**
 * Locks up to `limit` due rows that nobody else has locked; theirs are skipped, not waited for.
 *
 * NO KEY, here and below: every foreign key takes a key-share lock on what it refers to, so a plain
 * FOR UPDATE would pass over, and wait for, an import whose transaction writes participants.
 */
export async function lockDueRows(
  trx: Transaction,
  ledger: LedgerContract,
  options: {
    limit: number;
    only?: string | undefined;
    except: readonly string[];
    unsuspected?: boolean;
  },
): Promise<DueRow[]> {
  const { limit, only = null, except, unsuspected = false } = options;
  // A take-over is a crash more.
  const isUnsuspected = `(crashes + CASE WHEN ${abandoned} THEN 1 ELSE 0 END < ${suspectFrom})`;
  const { rows } = await trx.raw<{ rows: DueRow[] }>(
    `SELECT id, attempts, crashes, ${abandoned} AS abandoned FROM ${ledger.table}
     WHERE ${due} AND ${claimable(ledger)} AND id <> ALL(?::uuid[]) AND (?::uuid IS NULL OR id = ?)
       ${unsuspected ? `AND ${isUnsuspected}` : ''}
     ORDER BY not_before, id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED`,
    [[...except], only, only, limit],
  );
  return rows;
}

/** Writes the claims of one worker, all with the same lease. */
export async function writeClaims(
  trx: Transaction,
  ledger: LedgerContract,
  claims: readonly Claim[],
): Promise<void> {
  const [first] = claims;
  if (!first) return;
  await trx.raw(
    `UPDATE ${ledger.table} SET state = 'claimed', lease_token = claim.token, lease_until = ?,
       crashes = claim.crashes, updated_at = now()
     FROM unnest(?::uuid[], ?::uuid[], ?::integer[]) AS claim (id, token, crashes)
     WHERE ${ledger.table}.id = claim.id`,
    [
      leaseEnd(trx, first),
      claims.map(({ id }) => id),
      claims.map(({ token }) => token),
      claims.map(({ crashes }) => crashes),
    ] as never[],
  );
}

/** Returns false when the claim is somebody else's by now. */
export async function extendLease(
  db: Queryable,
  ledger: LedgerContract,
  claim: Claim,
): Promise<boolean> {
  const changed = await claimedRow(db, ledger.table, claim).update({
    lease_until: leaseEnd(db, claim),
  });
  return changed === 1;
}

export interface Settlement {
  claim: Claim;
  state: SettledState;
  attempts?: number;
  reason?: string | undefined;
}

/** Ends a claim. Returns false, changing nothing, when the claim is somebody else's by now. */
export async function settleRow(
  db: Queryable,
  ledger: LedgerContract,
  { claim, state, attempts, reason }: Settlement,
): Promise<boolean> {
  const changed = await claimedRow(db, ledger.table, claim).update({
    ...unclaimed(db),
    state,
    last_error: reason ?? null,
    ...(attempts === undefined ? {} : { attempts }),
  });
  return changed === 1;
}

/**
 * Ends several claims as `done` in one statement, with more columns of their rows: SQL from code. Returns
 * the ids of those that were still ours.
 */
export async function settleRows(
  db: Queryable,
  { table }: LedgerContract,
  { claims, columns }: { claims: readonly Claim[]; columns: Readonly<Record<string, string>> },
): Promise<Set<string>> {
  const more = Object.entries(columns).map(([name, sql]) => `, ${name} = ${sql}`);
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `UPDATE ${table} SET state = 'done', lease_token = NULL, lease_until = NULL, last_error = NULL,
       updated_at = now()${more.join('')}
     FROM unnest(?::uuid[], ?::uuid[]) AS claim (id, token)
     WHERE ${table}.id = claim.id AND lease_token = claim.token
     RETURNING ${table}.id`,
    [claims.map(({ id }) => id), claims.map(({ token }) => token)] as never[],
  );
  return new Set(rows.map(({ id }) => id));
}

export interface Postponement {
  claim: Claim;
  afterMs: number;
  attempts?: number;
  reason?: string;
}

/** Gives a claim back: due again after `afterMs`. Returns false when it is somebody else's by now. */
export async function postponeRow(
  db: Queryable,
  ledger: LedgerContract,
  { claim, afterMs, attempts, reason }: Postponement,
): Promise<boolean> {
  const changed = await claimedRow(db, ledger.table, claim).update({
    ...unclaimed(db),
    state: 'pending' satisfies LedgerState,
    not_before: db.raw("now() + ? * interval '1 millisecond'", [afterMs]),
    ...(attempts === undefined ? {} : { attempts }),
    ...(reason === undefined ? {} : { last_error: reason }),
  });
  return changed === 1;
}

/** Ends a row whoever holds it; the caller has it locked. */
export async function endRow(
  trx: Transaction,
  ledger: LedgerContract,
  row: { id: string; state: 'failed' | 'cancelled'; crashes?: number; reason?: string | undefined },
): Promise<void> {
  await trx(ledger.table)
    .where({ id: row.id })
    .update({
      ...unclaimed(trx),
      state: row.state,
      last_error: row.reason ?? null,
      ...(row.crashes === undefined ? {} : { crashes: row.crashes }),
    });
}

/** Makes a row as good as new: due at once, all attempts and crashes forgotten. */
export async function renewRow(
  trx: Transaction,
  ledger: LedgerContract,
  id: string,
): Promise<void> {
  await trx(ledger.table)
    .where({ id })
    .update({
      ...unclaimed(trx),
      state: 'pending' satisfies LedgerState,
      attempts: 0,
      crashes: 0,
      not_before: trx.fn.now(),
      last_error: null,
    });
}

/** Locks one row, waiting for whoever changes it now. */
export async function lockRow(
  trx: Transaction,
  ledger: LedgerContract,
  id: string,
): Promise<{ state: LedgerState } | undefined> {
  const { rows } = await trx.raw<{ rows: { state: LedgerState }[] }>(
    `SELECT state FROM ${ledger.table} WHERE id = ? FOR NO KEY UPDATE`,
    [id],
  );
  return rows[0];
}

/**
 * Whether a row has what another try needs. A statement after the lock, not part of it: what is asked
 * of other tables in a statement that waits is answered as of before the wait.
 */
export async function holdsForRow(
  trx: Transaction,
  ledger: LedgerContract,
  { id, condition }: { id: string; condition: string },
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { holds: boolean }[] }>(
    `SELECT (${condition}) AS holds FROM ${ledger.table} WHERE id = ?`,
    [id],
  );
  return rows[0]?.holds === true;
}

/** The ids of due rows without claiming them, oldest first. */
export async function listDueIds(
  db: Queryable,
  ledger: LedgerContract,
  { limit, except }: { limit: number; except: readonly string[] },
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT id FROM ${ledger.table}
     WHERE ${due} AND ${claimable(ledger)} AND id <> ALL(?::uuid[])
     ORDER BY not_before, id LIMIT ?`,
    [[...except], limit],
  );
  return rows.map(({ id }) => id);
}

function claimable(ledger: LedgerContract): string {
  return ledger.claimable ?? 'true';
}

/**
 * The fence: only the holder of the current token may change a claimed row. The token says it alone, for a row
 * has one only while it is claimed. Were the state asked for beside it, the database might look in the index of
 * what is due, and read all of that where more came than it knows of.
 */
export function claimedRow(db: Queryable, table: string, { id, token }: Claim) {
  return db(table).where({ id, lease_token: token });
}

function unclaimed(db: Queryable) {
  return { lease_token: null, lease_until: null, updated_at: db.fn.now() };
}

/** Not from now(): that is the beginning of the transaction, which may be long ago. */
function leaseEnd(db: Queryable, { leaseSeconds }: Claim) {
  return db.raw("clock_timestamp() + ? * interval '1 second'", [leaseSeconds]);
}
