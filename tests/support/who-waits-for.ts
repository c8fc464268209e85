import type { Transaction } from '../../src/core/runtime/database/database.js';

/** A session that waits for a lock of this transaction; PostgreSQL only. */
export async function whoWaitsFor(trx: Transaction): Promise<object | undefined> {
  const { rows } = await trx.raw<{ rows: object[] }>(
    'SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))',
  );
  return rows[0];
}
