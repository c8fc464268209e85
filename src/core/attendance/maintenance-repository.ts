import type { Queryable, Transaction } from '../runtime/database/database.js';
import type { Month } from './plan-partitions.js';

/** The months that have a partition of attendance_records, as `attendance_records_2026_11`. */
export async function listPartitions(db: Queryable): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { name: string }[] }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'attendance_records'::regclass ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/**
 * Makes the partition of a month and moves into it what the default partition took in the meantime;
 * returns how many rows, undefined when somebody else has made it. Scans that would go into the default
 * partition wait until the end of the transaction; those of months that have a partition do not. Throws
 * 55P03 (lock_not_available) when the table is busy: nothing has changed then.
 */
export async function createPartition(
  trx: Transaction,
  { name, from, until }: Month,
): Promise<number | undefined> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtext('attendance_records'))");
  if ((await listPartitions(trx)).includes(name)) return undefined;
  await trx.raw("SET LOCAL lock_timeout = '2s'");
  // Nothing may come into the default partition between the move and the end.
  await trx.raw('LOCK TABLE attendance_records_default IN ACCESS EXCLUSIVE MODE');
  await trx.raw(
    'CREATE TABLE ?? (LIKE attendance_records INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)',
    [name],
  );
  const range = [from.toISOString(), until.toISOString()];
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `WITH moved AS (
       DELETE FROM attendance_records_default WHERE "timestamp" >= ? AND "timestamp" < ? RETURNING *)
     INSERT INTO ?? SELECT * FROM moved`,
    [...range, name],
  );
  // No parameters in DDL; these are our own times.
  await trx.raw(
    `ALTER TABLE attendance_records ATTACH PARTITION ??
     FOR VALUES FROM ('${range[0]}') TO ('${range[1]}')`,
    [name],
  );
  return rowCount;
}

/** Readers of the view see the old numbers until the new ones are there. */
export async function refreshCurrentStats(db: Queryable): Promise<void> {
  await db.raw('REFRESH MATERIALIZED VIEW CONCURRENTLY current_stats');
}

/**
 * Moments in the months that need a partition beside those ahead: those in which the default partition has
 * records, and those in which events between these times take scans, from a day before to a day after.
 */
export async function listUsedMonths(
  db: Queryable,
  { from, until }: { from: Date; until: Date },
): Promise<Date[]> {
  const { rows } = await db.raw<{ rows: { at: Date }[] }>(
    `SELECT DISTINCT date_trunc('month', times.at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS at FROM (
       SELECT "timestamp" AS at FROM attendance_records_default
       UNION ALL
       SELECT t.at FROM events CROSS JOIN LATERAL (VALUES
         (starts_at - interval '1 day'), (coalesce(ends_at, starts_at) + interval '1 day')) AS t (at)
       WHERE deleted_at IS NULL AND t.at >= ? AND t.at < ?) times`,
    [from, until],
  );
  return rows.map(({ at }) => at);
}
