import type { Context } from '../runtime/context.js';
import { listDueIds } from '../runtime/ledger/ledger-repository.js';
import { attendanceLedger } from './jobs.js';

/** Rows of work that wait, the oldest first; for whoever rings for them. */
export async function listDueFollowUps(
  { database }: Pick<Context, 'database'>,
  limit: number,
): Promise<string[]> {
  return await listDueIds(database.knex, attendanceLedger, { limit, except: [] });
}
