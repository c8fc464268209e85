import type { Database, Queryable } from '../database/database.js';
import { decideRetry, type RetryDecision } from './decide-retry.js';
import { ledgerErrors } from './errors.js';
import type { Claim, LedgerContract, SettledState } from './ledger-contract.js';
import { postponeRow, settleRow } from './ledger-repository.js';

/**
 * Ends a claim inside the transaction of the effect. Throws LEASE_LOST when the row was taken over or
 * cancelled, so that the transaction rolls back: of two workers on one row, one leaves a trace.
 */
export async function completeClaim(
  trx: Queryable,
  ledger: LedgerContract,
  claim: Claim,
  state: SettledState = 'done',
): Promise<void> {
  const ours = await settleRow(trx, ledger, { claim, state });
  if (!ours) throw ledgerErrors.leaseLost({ kind: ledger.kind, id: claim.id });
}

/**
 * Records an error: the row is due again later, or ends as `failed` (then the contract's `ended` is
 * called in the same transaction). Returns what was decided, `lost` when the row is no longer ours.
 */
export async function settleFailure(
  database: Database,
  ledger: LedgerContract,
  { claim, error }: { claim: Claim; error: unknown },
): Promise<RetryDecision | { outcome: 'lost' }> {
  const decision = decideRetry(ledger, { attempts: claim.attempts, error });
  return await database.transaction(async (trx) => {
    const { attempts, reason } = decision;
    if (decision.outcome === 'retry') {
      const { afterMs } = decision;
      const ours = await postponeRow(trx, ledger, { claim, afterMs, attempts, reason });
      return ours ? decision : { outcome: 'lost' };
    }
    if (!(await settleRow(trx, ledger, { claim, state: 'failed', attempts, reason }))) {
      return { outcome: 'lost' };
    }
    await ledger.ended?.(trx, { id: claim.id, state: 'failed', reason });
    return decision;
  });
}

/** Gives a claim back unfinished, due at once and without counting an attempt (a worker drains). */
export async function releaseClaim(
  db: Queryable,
  ledger: LedgerContract,
  claim: Claim,
): Promise<void> {
  await postponeRow(db, ledger, { claim, afterMs: 0 });
}

/**
 * Gives a claim back for later without counting an attempt: what stands in the way is not the row's
 * fault. Throws LEASE_LOST.
 */
export async function postponeClaim(
  db: Queryable,
  ledger: LedgerContract,
  { claim, afterMs, reason }: { claim: Claim; afterMs: number; reason: string },
): Promise<void> {
  const ours = await postponeRow(db, ledger, { claim, afterMs, reason });
  if (!ours) throw ledgerErrors.leaseLost({ kind: ledger.kind, id: claim.id });
}
