import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import type { AttendanceHandler } from './work-repository.js';

/** What one handler has to do about facts of one event. */
export interface AttendanceWork {
  eventId: string;
  handler: AttendanceHandler;
  domainEventIds: readonly string[];
}

export async function findWork(db: Queryable, id: string): Promise<AttendanceWork | undefined> {
  const row = await db('attendance_work')
    .where({ id })
    .first<WorkRow | undefined>('event_id', 'handler', 'domain_event_ids');
  return (
    row && { eventId: row.event_id, handler: row.handler, domainEventIds: row.domain_event_ids }
  );
}

/**
 * Ends, in this transaction, other due work of the same event and handler, and returns the facts that it
 * was about: whoever does them all at once pays once. Rows that others have are skipped.
 *
 * Work that has failed before neither takes others along nor is taken, so that what is wrong with it
 * stays its own.
 */
export async function absorbWork(
  trx: Transaction,
  claim: Claim,
  { eventId, handler }: Pick<AttendanceWork, 'eventId' | 'handler'>,
): Promise<string[]> {
  if (claim.attempts > 0 || claim.crashes > 0) return [];
  const { rows } = await trx.raw<{ rows: WaitingRow[] }>(
    `SELECT id, domain_event_ids, scans FROM attendance_work
     WHERE event_id = ? AND handler = ? AND state = 'pending' AND attempts = 0 AND crashes = 0
       AND not_before <= now()
     ORDER BY not_before, id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED`,
    [eventId, handler, mostRows],
  );
  const ended: string[] = [];
  const facts: string[] = [];
  let absorbed = 0;
  for (const { id, domain_event_ids, scans } of rows) {
    absorbed += scans;
    if (absorbed > mostScans) break;
    ended.push(id);
    facts.push(...domain_event_ids);
  }
  if (ended.length > 0) {
    await trx('attendance_work')
      .whereIn('id', ended)
      .update({ state: 'done', updated_at: trx.fn.now() });
  }
  return facts;
}

/** So many that a transaction stays short: on the embedded database everybody else waits for it. */
const mostRows = 500;
const mostScans = 5_000;

/** Removes what was done so many hours ago; the facts themselves stay. Returns how many rows. */
export async function removeDoneWork(db: Queryable, hours: number): Promise<number> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `DELETE FROM attendance_work
     WHERE state = 'done' AND updated_at < now() - ? * interval '1 hour'`,
    [hours],
  );
  return rowCount;
}

/** Events of which facts were given up on before they were counted. */
export async function listMiscounted(db: Queryable): Promise<string[]> {
  return await db('attendance_work')
    .where({ handler: 'statistics' satisfies AttendanceHandler, state: 'failed' })
    .distinct()
    .pluck('event_id');
}

interface WaitingRow {
  id: string;
  domain_event_ids: string[];
  scans: number;
}

interface WorkRow {
  event_id: string;
  handler: AttendanceHandler;
  domain_event_ids: string[];
}
