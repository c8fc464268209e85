import { AsyncResource } from 'node:async_hooks';
import type { PGlite } from '@electric-sql/pglite';
import type { Pool } from 'pg';
import type { Closable } from '../lifecycle.js';

/**
 * LISTENs on the embedded database. Between the statements of others: inside a transaction it would end
 * with it.
 */
export async function listenInProcess(
  { pool, pglite }: { pool: Pool; pglite: PGlite },
  channel: string,
  hear: (payload: string) => void,
): Promise<Closable> {
  // A notification arrives in the midst of somebody's statement; the listener is none of theirs.
  const heard = AsyncResource.bind(hear);
  async function alone<Result>(act: () => Promise<Result>): Promise<Result> {
    const client = await pool.connect();
    try {
      return await act();
    } finally {
      client.release();
    }
  }
  const unlisten = await alone(async () => await pglite.listen(channel, heard));
  return { close: async () => await alone(async () => await unlisten()) };
}
