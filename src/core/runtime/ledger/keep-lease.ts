import type { Context } from '../context.js';
import { ledgerErrors } from './errors.js';
import type { Claim, LedgerContract } from './ledger-contract.js';
import { extendLease } from './ledger-repository.js';

export interface KeptLease {
  /** Aborted, with LEASE_LOST as its reason, once the claim is known to be somebody else's. */
  readonly signal: AbortSignal;
  /** Stops renewing; returns when no renewal is under way any more. */
  stop(): Promise<void>;
}

/**
 * Renews the lease at a third of its time for as long as the work lasts.
 *
 * A renewal that fails or waits (a database that restarts; on the embedded one, a long transaction)
 * aborts nothing: the next one tries again, and the token decides at the end whose effect counts.
 */
export function keepLease(
  context: Pick<Context, 'database' | 'logger'>,
  ledger: LedgerContract,
  claim: Claim,
): KeptLease {
  const { database, logger } = context;
  const lost = new AbortController();
  let renewal: Promise<void> | undefined;

  async function renew(): Promise<void> {
    try {
      const ours = await extendLease(database.knex, ledger, claim);
      if (!ours) lost.abort(ledgerErrors.leaseLost({ kind: ledger.kind, id: claim.id }));
    } catch (err) {
      logger.warn({ err, job: claim.id, jobKind: ledger.kind }, 'a lease could not be renewed');
    }
  }

  const timer = setInterval(
    () => {
      renewal ??= renew().finally(() => {
        renewal = undefined;
      });
    },
    (claim.leaseSeconds * 1000) / 3,
  );
  return {
    signal: lost.signal,
    async stop() {
      clearInterval(timer);
      await renewal;
    },
  };
}
