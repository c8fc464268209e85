import pg from 'pg';
import type { TestPlace } from '../support/database.js';
import { eventually } from '../support/eventually.js';

/**
 * Does `act` while `lock` (a statement that locks) is held by a session of its own; `act` is told how to
 * wait until so many other sessions wait for a lock. What `act` returns is awaited after the lock is
 * released: processes that waited go on then.
 */
export async function whileLocked<Result>(
  place: TestPlace,
  lock: string,
  act: (sleepers: (count: number) => Promise<void>) => Promise<() => Promise<Result>>,
): Promise<Result> {
  const [holder, watcher] = [await connect(place), await connect(place)];
  try {
    await holder.query('BEGIN');
    await holder.query(lock);
    // The watcher is outside of any transaction: inside, what others do is read once and kept.
    const finish = await act(async (count) => {
      await eventually(`${count} sessions wait for a lock`, async () => {
        const { rows } = await watcher.query(
          `SELECT 1 FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows.length >= count ? true : undefined;
      });
    });
    await holder.query('ROLLBACK');
    return await finish();
  } finally {
    await Promise.all([holder.end(), watcher.end()]);
  }
}

async function connect({ databaseUrl }: TestPlace): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
