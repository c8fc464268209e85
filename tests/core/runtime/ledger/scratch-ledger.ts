import { systemClock } from '../../../../src/core/runtime/clock.js';
import { configSchema } from '../../../../src/core/runtime/config/config-schema.js';
import type { Database } from '../../../../src/core/runtime/database/database.js';
import { openDatabase } from '../../../../src/core/runtime/database/open-database.js';
import { createIds } from '../../../../src/core/runtime/ids.js';
import type {
  EndedRow,
  LedgerContract,
} from '../../../../src/core/runtime/ledger/ledger-contract.js';
import { createLogger } from '../../../../src/core/runtime/logger.js';
import { createSystemRandom } from '../../../../src/core/runtime/random.js';
import { createPlace, type Engine } from '../../../support/database.js';

export const logger = createLogger('silent');
export const ids = createIds(systemClock, createSystemRandom());

/** A database with one pipeline's table, and what the tests do to its rows. */
export interface ScratchLedger {
  database: Database;
  ledger: LedgerContract;
  /** The rows that the ledger ended, in order, as the contract was told. */
  ended: EndedRow[];
  insert(columns?: Record<string, unknown>): Promise<string>;
  row(id: string): Promise<Record<string, unknown>>;
  /** Lets the lease of a row end, as time would. */
  expireLease(id: string): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function createScratchLedger(engine: Engine): Promise<ScratchLedger> {
  const place = await createPlace(engine);
  const { home, databaseUrl } = place;
  const config = configSchema.parse({ home, databaseUrl, operator: 'test' });
  const database = await openDatabase(config, { logger, command: 'test' });
  await database.knex.raw(`CREATE TABLE things (
    id uuid PRIMARY KEY, movable boolean NOT NULL DEFAULT true, effects integer NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'pending', attempts integer NOT NULL DEFAULT 0,
    crashes integer NOT NULL DEFAULT 0, not_before timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz, lease_token uuid, last_error text,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now())`);
  const { knex } = database;
  const ended: EndedRow[] = [];
  const ledger: LedgerContract = {
    kind: 'thing',
    table: 'things',
    maxAttempts: 3,
    backoff: (attempt) => attempt * 60_000,
    resumable: {
      condition: 'movable',
      abandoned: 'the process that ran it ended; nothing was done',
    },
    ended: async (_trx, row) => void ended.push(row),
  };
  return {
    database,
    ledger,
    ended,
    async insert(columns = {}) {
      const id = ids.next();
      await knex('things').insert({ id, ...columns });
      return id;
    },
    async row(id) {
      return await knex('things').where({ id }).first();
    },
    async expireLease(id) {
      await knex('things').where({ id }).update({ lease_until: '2000-01-01' });
    },
    async empty() {
      ended.length = 0;
      await knex('things').delete();
    },
    async close() {
      await database.close();
      await place.remove();
    },
  };
}
