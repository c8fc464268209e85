import type { JobContract } from './job-contract.js';

/**
 * The doorbell: it says that there may be work, the ledger knows what. A ring may be lost or heard
 * twice, on every adapter, so whoever answers asks the ledger first, and a sweeper rings again.
 */
export interface DoorbellQueue {
  /**
   * Rings after the ledger row is committed; never inside a transaction, which a queue cannot join.
   * Returns false where nobody can have heard it: logged, and otherwise harmless. Never throws for a
   * queue that is down, and never waits long for one.
   */
  ring<Payload>(job: JobContract<Payload>, payload: Payload): Promise<boolean>;
  /**
   * Calls `handler` for every ring, at most `concurrency` at a time. What it throws is logged and ends
   * that ring: retries belong to the ledger.
   */
  listen<Payload>(
    job: JobContract<Payload>,
    handler: (payload: Payload) => Promise<void>,
    options: { concurrency: number },
  ): Promise<Listener>;
  /** Closes everything, listeners too. */
  close(): Promise<void>;
}

export interface Listener {
  /** Takes no more rings; resolves when the handlers that run have ended. */
  drain(): Promise<void>;
  /** Lets go at once; a handler that still runs is not waited for. */
  close(): Promise<void>;
}
