import type { Context } from '../core/runtime/context.js';
import { ledgerErrors } from '../core/runtime/ledger/errors.js';
import { keepLease } from '../core/runtime/ledger/keep-lease.js';
import type { Claim, LedgerContract } from '../core/runtime/ledger/ledger-contract.js';
import { releaseClaim, settleFailure } from '../core/runtime/ledger/settle-claim.js';
import type { Processor } from './catalogue.js';

/**
 * How the work on a claim went. `lost`: somebody else has the row now, or nobody could be told; then
 * its lease ends and it is taken over.
 */
export type WorkOutcome = 'done' | 'retry' | 'failed' | 'released' | 'lost';

/**
 * Works on one claim under its lease, and settles it whatever happens. `signal` is aborted when the
 * worker must end: the row goes back as it was. Never throws.
 */
export async function workClaim(
  context: Context,
  processor: Processor,
  { claim, signal }: { claim: Claim; signal: AbortSignal },
): Promise<WorkOutcome> {
  const { ledger } = processor.source;
  const lease = keepLease(context, ledger, claim);
  // Who must end gets no more time than the lease has left, however long the end takes.
  const letGo = () => void lease.stop();
  signal.addEventListener('abort', letGo);
  try {
    const { process } = await processor.load();
    const end = await process(context, claim, {
      signal: AbortSignal.any([signal, lease.signal]),
    });
    return end === 'postponed' ? 'released' : 'done';
  } catch (error) {
    if (lease.signal.aborted || ledgerErrors.leaseLost.matches(error)) return 'lost';
    const policy = { ...ledger, ...processor.retries?.(context.config) };
    return await settle(context, policy, { claim, error, stopped: signal.aborted });
  } finally {
    signal.removeEventListener('abort', letGo);
    await lease.stop();
  }
}

async function settle(
  context: Context,
  ledger: LedgerContract,
  { claim, error, stopped }: { claim: Claim; error: unknown; stopped: boolean },
): Promise<WorkOutcome> {
  const { database, logger } = context;
  const job = { job: claim.id, jobKind: ledger.kind };
  try {
    if (stopped) {
      await releaseClaim(database.knex, ledger, claim);
      return 'released';
    }
    const { outcome } = await settleFailure(database, ledger, { claim, error });
    logger.warn(
      { err: error, ...job, attempt: claim.attempts + 1, state: outcome },
      'a job failed',
    );
    return outcome;
  } catch (err) {
    logger.error({ err, ...job }, 'the end of a job could not be recorded; it will be taken over');
    return 'lost';
  }
}
