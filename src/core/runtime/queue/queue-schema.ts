import {
  assertSchemaCompatibility,
  LATEST_SCHEMA_VERSION,
  type PgPool,
  PostgresConnection,
  runMigrations,
} from 'bullmq';
import type { Database } from '../database/database.js';
import { postgresOptions } from './bullmq-postgres-queue.js';

export interface QueueSchemaStatus {
  /** 0 where there is no schema yet. */
  version: number;
  latest: number;
}

/** The version of BullMQ's schema in this database. Changes nothing. */
export async function queueSchemaStatus(database: Database): Promise<QueueSchemaStatus> {
  const version = await withSession(database, async (client) => {
    const { rows } = await client.query("SELECT to_regclass('bullmq.migration')::text AS found");
    return rows[0]?.found ? await assertSchemaCompatibility(client) : 0;
  });
  return { version, latest: LATEST_SCHEMA_VERSION };
}

/** Brings BullMQ's schema up to date, in one transaction. Returns the version before and after. */
export async function migrateQueue(database: Database): Promise<{ from: number; to: number }> {
  const { version: from } = await queueSchemaStatus(database);
  if (from >= LATEST_SCHEMA_VERSION) return { from, to: from };
  const to = await withSession(database, async (client) => await runMigrations(client));
  return { from, to };
}

/** One session for `act`, as BullMQ's migrations need it. */
async function withSession<Result>(
  database: Database,
  act: (client: Awaited<ReturnType<PgPool['connect']>>) => Promise<Result>,
): Promise<Result> {
  const connection = new PostgresConnection(postgresOptions(database.queueConnection()));
  connection.on('error', () => undefined);
  try {
    const client = await connection.pool.connect();
    try {
      return await act(client);
    } finally {
      client.release();
    }
  } finally {
    await connection.close();
  }
}
