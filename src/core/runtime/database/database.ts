import type { Knex } from 'knex';
import type { Closable } from '../lifecycle.js';
import type { CopyTarget, RowCopy } from './copy-rows.js';

export type Transaction = Knex.Transaction;

/** What a repository function takes first: the database itself, or the transaction it is part of. */
export type Queryable = Knex | Knex.Transaction;

/** How BullMQ reaches the same database: a pool object, or settings from which it makes its own. */
export type QueueConnection =
  | { kind: 'pool'; pool: object }
  | { kind: 'settings'; settings: { connectionString: string; max: number } };

/**
 * The record. The same schema on PostgreSQL (`external`) and on PGlite in the process
 * (`embedded`); what differs between the two ends at this port.
 */
export interface Database {
  readonly engine: 'embedded' | 'external';
  readonly knex: Knex;
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws.
   * Inside, every query goes through the transaction: on the embedded database, which has one
   * session, any other query would wait for itself, and is refused with a clear error.
   */
  transaction<T>(work: (trx: Transaction) => Promise<T>): Promise<T>;
  /** Runs `work` without a transaction, each statement for itself; fails as `transaction` does. */
  statements<T>(work: (knex: Knex) => Promise<T>): Promise<T>;
  /** Appends rows by COPY inside `trx`, the fastest way in; no conflict handling. */
  copyInto(trx: Transaction, target: CopyTarget): Promise<RowCopy>;
  queueConnection(): QueueConnection;
  /**
   * Calls `hear` with the payload of each NOTIFY on `channel` that is committed from now on. A call may be
   * lost with the connection, which is made again.
   */
  listen(channel: string, hear: (payload: string) => void): Promise<Closable>;
  close(): Promise<void>;
}
