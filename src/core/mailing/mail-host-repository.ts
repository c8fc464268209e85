import type { Queryable } from '../runtime/database/database.js';

/**
 * Takes the next place in a host's queue, which all workers share, and returns how many milliseconds it
 * is away. One statement: the row lock of the update is what puts the workers in a line.
 */
export async function takeSlot(db: Queryable, host: string, perSecond: number): Promise<number> {
  const { rows } = await db.raw<{ rows: { wait: number }[] }>(
    `INSERT INTO mail_hosts AS h (host, next_slot_at)
     VALUES (?, clock_timestamp() + 1.0 / ? * interval '1 second')
     ON CONFLICT (host) DO UPDATE SET
       next_slot_at = greatest(h.next_slot_at, clock_timestamp()) + 1.0 / ? * interval '1 second',
       updated_at = now()
     RETURNING greatest(0, extract(epoch FROM next_slot_at - clock_timestamp()) * 1000
       - 1000.0 / ?)::float8 AS wait`,
    [host, perSecond, perSecond, perSecond],
  );
  return rows[0]?.wait ?? 0;
}

/**
 * Counts a failure of the host itself and leaves it alone for `pauseSeconds`, twice as long with each
 * further failure, at most 15 minutes. No message is claimed meanwhile. What was under way when the pause
 * began fails too: that is the same failure, and lengthens nothing.
 */
export async function recordHostFailure(
  db: Queryable,
  { host, reason, pauseSeconds }: { host: string; reason: string; pauseSeconds: number },
): Promise<void> {
  await db.raw(
    `INSERT INTO mail_hosts AS h (host, failures, last_error, paused_until)
     VALUES (?, 1, ?, now() + ? * interval '1 second')
     ON CONFLICT (host) DO UPDATE SET failures = h.failures + 1, last_error = excluded.last_error,
       paused_until = now() + least(900, ? * power(2, least(h.failures, 10))) * interval '1 second',
       updated_at = now()
     WHERE h.paused_until IS NULL OR h.paused_until <= now()`,
    [host, reason, pauseSeconds, pauseSeconds],
  );
}

/** The host has taken a message: what was held against it is forgotten. */
export async function recordHostSuccess(db: Queryable, host: string): Promise<void> {
  await db('mail_hosts')
    .where({ host })
    .andWhere((row) => row.where('failures', '>', 0).orWhereNotNull('paused_until'))
    .update({ failures: 0, paused_until: null, last_error: null, updated_at: db.fn.now() });
}
