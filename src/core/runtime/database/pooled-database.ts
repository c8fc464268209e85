import knexFactory, { type Knex } from 'knex';
import { type Pool, type PoolConfig, types as pgTypes } from 'pg';
import { crashPoint } from '../crash-points.js';
import type { Transaction } from './database.js';
import { databaseErrors } from './errors.js';

const typeOids = { int8: 20, date: 1082 };

/**
 * How values come back, the same on both engines: `bigint` columns as numbers (counts and sizes here
 * stay far below 2^53), `date` as the text `YYYY-MM-DD` (a Date would shift it by the time zone).
 */
export const typeParsers: NonNullable<PoolConfig['types']> = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === typeOids.int8) return (text: string) => Number(text);
    if (oid === typeOids.date) return (text: string) => text;
    return pgTypes.getTypeParser(oid, format as 'text');
  },
} as NonNullable<PoolConfig['types']>;

/** knex over a pool that somebody else owns; every statement is a crash point. */
export function createKnex(pool: Pool): Knex {
  // knex takes a driver's own pool as `connectionPool` since 3.3; its types do not know that yet.
  const settings = { client: 'pg', connectionPool: pool, log: silence } as unknown as Knex.Config;
  const knex = knexFactory(settings);
  if (!crashPoint.enabled) return knex;
  const { constructor: Client } = knex.client as { constructor: new () => QueryingClient };
  return knexFactory({
    ...settings,
    client: withCrashPoints(Client) as unknown as typeof Knex.Client,
  });
}

/** knex would tell its troubles on standard output, which belongs to results; it throws them as well. */
const silence: Knex.Logger = { warn() {}, error() {}, deprecate() {}, debug() {} };

/** PostgreSQL's disk_full, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const diskFull = '53100';

/**
 * What `work` throws is what the caller gets, also when the connection is too broken to roll back;
 * `onBroken` hears of that first. Throws DATABASE_FULL when the disk has no room.
 */
export async function runTransaction<T>(
  knex: Knex,
  work: (trx: Transaction) => Promise<T>,
  onBroken?: () => void,
): Promise<T> {
  let failure: { error: unknown } | undefined;
  try {
    return await knex.transaction(async (trx) => {
      try {
        return await work(trx);
      } catch (error) {
        failure = { error };
        throw error;
      }
    });
  } catch (error) {
    if (!failure) throw error;
    // knex passes on the failure of the work, or else that of the rollback.
    if (failure.error !== error) onBroken?.();
    throw isDiskFull(failure.error) ? databaseErrors.full({}, failure.error) : failure.error;
  }
}

/**
 * The same without a transaction. Whether a session outlived a full disk is not asked: it may not answer.
 */
export async function runStatements<T>(
  knex: Knex,
  work: (knex: Knex) => Promise<T>,
  onBroken?: () => void,
): Promise<T> {
  try {
    return await work(knex);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    onBroken?.();
    throw databaseErrors.full({}, error);
  }
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === diskFull;
}

/** What knex's client offers to a dialect; only the part that is wrapped here. */
interface QueryingClient {
  _query(connection: unknown, query: { sql: string }): Promise<unknown>;
}

/** A class, not an instance, is wrapped: knex makes a client of its own for each transaction. */
function withCrashPoints(Client: new () => QueryingClient): new () => QueryingClient {
  return class extends Client {
    override async _query(connection: unknown, query: { sql: string }): Promise<unknown> {
      // One line: the names of points are kept as a list of lines.
      const name = `sql ${query.sql.replace(/\s+/g, ' ').trim().slice(0, 60)}`;
      return await crashPoint(name, async () => await super._query(connection, query));
    }
  };
}
