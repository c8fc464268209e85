import type { Transaction } from '../database/database.js';

/** The states of a ledger row. `claimed` is the only one in which somebody works on it. */
export type LedgerState =
  | 'pending'
  | 'claimed'
  | 'done'
  | 'failed'
  | 'held'
  | 'cancelled'
  | 'unknown';

/** The states in which a claim can end. */
export type SettledState = Exclude<LedgerState, 'pending' | 'claimed'>;

/**
 * A pipeline's table as the ledger sees it: rows with the shared columns `state`, `attempts`,
 * `crashes`, `not_before`, `lease_until` and `lease_token` (of claimed rows, and of no others), `last_error`,
 * `created_at`, `updated_at`.
 */
export interface LedgerContract<Kind extends string = string> {
  /** What one row is called: `import`. Unique among the ledgers. */
  readonly kind: Kind;
  readonly table: string;
  /** So many errors end a row as `failed`. Crashes count apart, see `crashLimit`. */
  readonly maxAttempts: number;
  /** Milliseconds from the `attempt`-th error (1, 2, …) to the next try. */
  backoff(attempt: number): number;
  /**
   * An SQL condition without which no row is claimed: `NOT EXISTS (SELECT 1 FROM …)`. About the whole
   * pipeline, not about one row, so that it is asked once.
   */
  readonly claimable?: string;
  /** What another try of an ended row needs. Without it, every row can be tried again. */
  readonly retryable?: {
    /** An SQL condition over the row's table: `EXISTS (SELECT 1 FROM … WHERE … = imports.id)`. */
    readonly condition: string;
    /** What people are told of a row that it does not hold for: `its file is gone`. */
    readonly otherwise: string;
  };
  /**
   * Called in the same transaction when the ledger itself ends a row: quarantined, its attempts used
   * up, cancelled. The place for what belongs to an end, such as a notice.
   */
  ended?(trx: Transaction, row: EndedRow): Promise<void>;
}

/** How often, and when, a row is worked on again after an error. */
export type RetryPolicy = Pick<LedgerContract, 'maxAttempts' | 'backoff'>;

export interface EndedRow {
  id: string;
  state: 'failed' | 'cancelled';
  /** As stored in `last_error`, for people; undefined for a cancelled row. */
  reason: string | undefined;
}

/** The right to work on one row until the lease ends; the token fences off whoever comes late. */
export interface Claim {
  readonly id: string;
  readonly token: string;
  readonly leaseSeconds: number;
  /** Errors and crashes before this claim; an expired claim that was taken over is one crash more. */
  readonly attempts: number;
  readonly crashes: number;
}

/** A row whose worker died this often is quarantined: it may be what kills them. */
export const crashLimit = 5;

/**
 * From so many deaths on, a row is worked on without another such row beside it. A process that dies takes
 * all that it works on with it, so those beside the one that killed it would be quarantined with it.
 */
export const suspectFrom = 2;

/** Doubling from `firstMs`: 1 ×, 2 ×, 4 ×, … at most `maxMs`. */
export function exponentialBackoff(firstMs: number, maxMs: number): (attempt: number) => number {
  return (attempt) => Math.min(maxMs, firstMs * 2 ** (attempt - 1));
}
