import { EvmError } from '../errors.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { describeFailure } from './describe-failure.js';
import type { RetryPolicy } from './ledger-contract.js';

export type RetryDecision =
  | { outcome: 'retry'; attempts: number; afterMs: number; reason: string }
  | { outcome: 'failed'; attempts: number; reason: string };

/** Errors that the next try would meet again: the file, the options or the data have to change. */
const permanentExitCodes: readonly ExitCode[] = [exitCodes.usage, exitCodes.notFound];

/** What becomes of a row after an error. `attempts` are the errors before this one. */
export function decideRetry(
  contract: RetryPolicy,
  { attempts, error }: { attempts: number; error: unknown },
): RetryDecision {
  const made = attempts + 1;
  const reason = describeFailure(error);
  if (error instanceof EvmError && permanentExitCodes.includes(error.exitCode)) {
    return { outcome: 'failed', attempts: made, reason };
  }
  if (made < contract.maxAttempts) {
    return { outcome: 'retry', attempts: made, afterMs: contract.backoff(made), reason };
  }
  return {
    outcome: 'failed',
    attempts: made,
    reason: made === 1 ? reason : `given up after ${made} attempts: ${reason}`,
  };
}
