import type { LedgerState } from '../runtime/ledger/ledger-contract.js';
import type { JobStatus } from './schema.js';

const statusOfState: Record<LedgerState, JobStatus> = {
  pending: 'waiting',
  claimed: 'active',
  done: 'completed',
  failed: 'failed',
  held: 'held',
  cancelled: 'cancelled',
  unknown: 'unknown',
};

/** `abandoned`: claimed, but its lease has ended, so nobody works on it until it is taken over. */
export function statusOf({
  state,
  abandoned,
}: {
  state: LedgerState;
  abandoned: boolean;
}): JobStatus {
  return abandoned ? 'waiting' : statusOfState[state];
}

/** Something is going on, or will without anybody's doing. */
export function isUnfinished(status: JobStatus): boolean {
  return status === 'waiting' || status === 'active';
}
