import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { crashPoint } from '../crash-points.js';
import type { Logger } from '../logger.js';
import { copyEncoders, copyStatement, createRowCopy } from './copy-rows.js';
import type { Database } from './database.js';
import { databaseErrors } from './errors.js';
import { listenToPostgres } from './listen-to-postgres.js';
import { createKnex, runStatements, runTransaction, typeParsers } from './pooled-database.js';

/**
 * PostgreSQL through `pg`. Connects once to show early whether the server answers; throws
 * DATABASE_UNAVAILABLE with the host and port (never the password) otherwise.
 */
export async function openExternalDatabase(options: {
  connectionString: string;
  poolSize: number;
  logger: Logger;
}): Promise<Database> {
  const address = describeAddress(options.connectionString);
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.poolSize,
    application_name: 'evm',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: typeParsers,
  });
  // An idle connection that the server closes is replaced at the next query; unheard it would be fatal.
  pool.on('error', (err) => options.logger.warn({ err }, 'an idle database connection was lost'));
  pool.on('connect', (client) => {
    // Sent before whatever the connection was opened for; an old server that refuses it still works.
    client.query(abandonedSession).catch((err: unknown) => {
      options.logger.debug({ err }, 'the database did not take the limits of its sessions');
    });
    client.on('error', (err) => options.logger.debug({ err }, 'a database connection failed'));
  });
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    throw databaseErrors.unavailable({ address, reason: describeReason(error) }, error);
  }
  const knex = createKnex(pool);
  return {
    engine: 'external',
    knex,
    transaction: async (work) => await runTransaction(knex, work),
    statements: async (work) => await runStatements(knex, work),
    async copyInto(trx, target) {
      const connection = (await trx.client.acquireConnection()) as pg.PoolClient;
      const statement = copyStatement(target, 'STDIN');
      return createRowCopy(await copyEncoders(trx, target), async (bytes) => {
        await crashPoint(`sql ${statement.slice(0, 60)}`, async () => {
          await pipeline(Readable.from([bytes]), connection.query(copyFrom(statement)));
        });
      });
    },
    queueConnection: () => ({
      kind: 'settings',
      settings: { connectionString: options.connectionString, max: 3 },
    }),
    listen: async (channel, hear) => await listenToPostgres(options, channel, hear),
    async close() {
      // First the pool, which waits for what runs: knex, once destroyed, gives nothing back to it.
      await pool.end();
      await knex.destroy();
    },
  };
}

/**
 * A machine that loses power, or a command that is suspended, must not keep an event's lock for hours:
 * the server finds out within half a minute, and ends a transaction in which nothing happens.
 */
const abandonedSession = [
  'SET tcp_keepalives_idle = 10',
  'SET tcp_keepalives_interval = 5',
  'SET tcp_keepalives_count = 3',
  "SET idle_in_transaction_session_timeout = '60s'",
].join('; ');

/** `host:port/database`, for messages. */
export function describeAddress(connectionString: string): string {
  try {
    const { protocol, host, searchParams, pathname } = new URL(connectionString);
    if (!/^postgres(ql)?:$/.test(protocol)) return 'the given address';
    return `${host || searchParams.get('host') || 'localhost'}${pathname}`;
  } catch {
    return 'the given address';
  }
}

function describeReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there (connection refused)',
    ENOTFOUND: 'the host name is not known',
    ETIMEDOUT: 'no answer in time',
    ENOENT: 'the socket does not exist',
    '28P01': 'the password is wrong',
    '28000': 'the user is not allowed to connect',
    '3D000': 'the database does not exist',
    '53300': 'it has too many connections already',
    '57P03': 'the server is starting up or shutting down',
  };
  return known[code] ?? (code || 'the connection failed');
}
