import { AsyncLocalStorage } from 'node:async_hooks';
import { Blob } from 'node:buffer';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { crashPoint } from '../crash-points.js';
import { copyEncoders, copyStatement, createRowCopy } from './copy-rows.js';
import type { Database } from './database.js';
import { createQueuePool } from './embedded-queue-pool.js';
import { unpackTemplate } from './embedded-template.js';
import { databaseErrors } from './errors.js';
import { listenInProcess } from './listen-in-process.js';
import { acquireOwnerLock } from './owner-lock.js';
import { removeOwnerSocket } from './owner-socket.js';
import { createKnex, runStatements, runTransaction, typeParsers } from './pooled-database.js';

/** Set while the code of a transaction runs; lets the pool refuse what would hang. */
const insideTransaction = new AsyncLocalStorage<true>();

export interface EmbeddedOptions {
  home: string;
  /** What this process does, for the message that another one gets: `evm import`. */
  command: string;
  ownerWaitSeconds: number;
  signal?: AbortSignal | undefined;
}

/**
 * PostgreSQL inside this process (PGlite), with its files in `home`. One session for everybody: the
 * pool has one client, and whoever has a transaction open has the database to itself.
 *
 * Throws HOME_NOT_WRITABLE, DATABASE_NOT_OPENED, or DATABASE_OWNED when another process keeps the
 * database.
 */
export async function openEmbeddedDatabase(options: EmbeddedOptions): Promise<Database> {
  prepareHome(options.home);
  const lock = await acquireOwnerLock({
    ...options,
    path: join(options.home, 'owner.lock'),
    waitSeconds: options.ownerWaitSeconds,
  });
  try {
    // Whoever listened there is dead.
    removeOwnerSocket(options.home);
    return await openOwned(join(options.home, 'database'), lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

export async function openOwned(folder: string, lock: { release(): void }): Promise<Database> {
  await unpackTemplate(folder);
  const pglite = await crashPoint('embedded open', async () => await openPglite(folder));
  const pool = new pg.Pool({ ...createPgConfig(pglite), max: 1, types: typeParsers });
  refuseQueriesPastTransaction(pool);
  const knex = createKnex(pool);
  let isBroken = false;
  const onBroken = () => {
    isBroken = true;
  };
  return {
    engine: 'embedded',
    knex,
    transaction: async (work) => {
      const guarded: typeof work = async (trx) =>
        await insideTransaction.run(true, async () => await work(trx));
      return await runTransaction(knex, guarded, onBroken);
    },
    statements: async (work) => await runStatements(knex, work, onBroken),
    async copyInto(trx, target) {
      // PGlite dies on COPY FROM STDIN; it reads a blob instead. The session is the transaction's.
      const statement = copyStatement(target, "'/dev/blob'");
      return createRowCopy(await copyEncoders(trx, target), async (bytes) => {
        await crashPoint(`sql ${statement.slice(0, 60)}`, async () => {
          await pglite.query(statement, [], { blob: new Blob([bytes]) as globalThis.Blob });
        });
      });
    },
    queueConnection: () => ({ kind: 'pool', pool: createQueuePool(pool, pglite) }),
    listen: async (channel, hear) => await listenInProcess({ pool, pglite }, channel, hear),
    async close() {
      // The session ended inside of PGlite (it does when the disk is full), and it will answer nothing. The
      // next process finds this one's lock stale and its files as after a crash.
      if (isBroken) return;
      // After a failed statement `pg` still has a Sync under way, and nobody waits for its answer;
      // PGlite throws past everybody when it is closed before. A statement behind it waits for it.
      await pool.query('SELECT 1').catch(() => undefined);
      await pool.end();
      await knex.destroy();
      await crashPoint('embedded close', async () => await pglite.close());
      lock.release();
    },
  };
}

async function openPglite(folder: string): Promise<PGlite> {
  try {
    return await PGlite.create(folder);
  } catch (error) {
    throw databaseErrors.notOpened({ home: dirname(folder) }, error);
  }
}

function prepareHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    accessSync(home, constants.W_OK);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw databaseErrors.homeNotWritable({ home, reason }, error);
  }
}

/** With one session, a query past the transaction would wait for its end, which waits for the query. */
function refuseQueriesPastTransaction(pool: pg.Pool): void {
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => unknown;
  pool.connect = ((...args: unknown[]) => {
    if (insideTransaction.getStore()) throw databaseErrors.outsideTransaction({});
    return connect(...args);
  }) as typeof pool.connect;
}
