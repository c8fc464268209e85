import type { Context } from '../../../../src/core/runtime/context.js';
import type { Database } from '../../../../src/core/runtime/database/database.js';
import type {
  EndedRow,
  LedgerContract,
} from '../../../../src/core/runtime/ledger/ledger-contract.js';
import { type Engine, openTestContext } from '../../../support/database.js';

/** A database with one pipeline's table, and what the tests do to its rows. */
export interface ScratchLedger {
  context: Context;
  database: Database;
  ledger: LedgerContract;
  /** The rows that the ledger ended, in order, as the contract was told. */
  ended: EndedRow[];
  insert(columns?: Record<string, unknown>): Promise<string>;
  // biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
  row(id: string): Promise<Record<string, any>>;
  /** Lets the lease of a row end, as time would. */
  expireLease(id: string): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function createScratchLedger(
  engine: Engine,
  worker: Record<string, number> = {},
): Promise<ScratchLedger> {
  const context = await openTestContext(engine, { config: { worker } });
  const { database, ids } = context;
  const { knex } = database;
  await knex.raw(`CREATE TABLE things (
    id uuid PRIMARY KEY, movable boolean NOT NULL DEFAULT true, effects integer NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'pending', attempts integer NOT NULL DEFAULT 0,
    crashes integer NOT NULL DEFAULT 0, not_before timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz, lease_token uuid, last_error text,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now())`);
  const ended: EndedRow[] = [];
  const ledger: LedgerContract = {
    kind: 'thing',
    table: 'things',
    maxAttempts: 3,
    backoff: (attempt) => attempt * 60_000,
    retryable: { condition: 'things.movable', otherwise: 'it cannot be moved any more' },
    ended: async (_trx, row) => void ended.push(row),
  };
  return {
    context,
    database,
    ledger,
    ended,
    async insert(columns = {}) {
      const id = ids.next();
      await knex('things').insert({ id, ...columns });
      return id;
    },
    row: async (id) => await knex('things').where({ id }).first(),
    async expireLease(id) {
      await knex('things').where({ id }).update({ lease_until: '2000-01-01' });
    },
    async empty() {
      ended.length = 0;
      await knex('things').delete();
    },
    close: context.close,
  };
}
