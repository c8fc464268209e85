import { crashLimit, type LedgerContract, suspectFrom } from './ledger-contract.js';

/** A due row, locked by whoever decides about it. */
export interface DueRow {
  id: string;
  attempts: number;
  crashes: number;
  /** It was claimed, and the lease has ended: the process that worked on it died or stands still. */
  abandoned: boolean;
}

export type TakeoverDecision =
  | { outcome: 'claim'; crashes: number }
  | { outcome: 'failed'; crashes: number; reason: string };

/** Whether a due row is worked on (again), or is set aside because it may be what kills its workers. */
export function decideTakeover(
  contract: Pick<LedgerContract, 'kind'>,
  row: DueRow,
): TakeoverDecision {
  if (!row.abandoned) return { outcome: 'claim', crashes: row.crashes };
  const crashes = row.crashes + 1;
  if (crashes < crashLimit) return { outcome: 'claim', crashes };
  return {
    outcome: 'failed',
    crashes,
    reason:
      `set aside: the process that worked on this ${contract.kind} died ${crashes} times, ` +
      'so the work itself may be what stops it (QUARANTINED)',
  };
}

/** Whether a claim is on a row that may be what killed its workers: no process has two of these at once. */
export function isSuspect({ crashes }: { crashes: number }): boolean {
  return crashes >= suspectFrom;
}
