import type { Context } from '../runtime/context.js';
import { ringLive } from './ring-live.js';
import type { ScanResult, Verdict } from './schema.js';
import { tellLive } from './tell-live.js';

/** Verdicts of a scan that does not agree with what others recorded about the same participant. */
const conflicting: ReadonlySet<Verdict> = new Set(['duplicate', 'already_inside', 'not_inside']);

/**
 * Tells live views which of these scans, collected by a device and recorded later, did not agree with the
 * record (seed 004, `sync_conflict`). The record stands and the scan is refused; people are to know. A scan
 * that was answered before was told of before. Returns how many it told of.
 *
 * It comes after the commit of the scans: what happens if the process dies here is that nobody is told, and
 * that `evm attendance list` still shows them.
 */
export async function tellConflicts(
  context: Pick<Context, 'config' | 'database' | 'ids' | 'logger'>,
  eventId: string,
  results: readonly ScanResult[],
): Promise<number> {
  const events = results.flatMap((result) => {
    if (result.kind !== 'answered' || result.isRepeated) return [];
    const { scanId, verdict, facts, participantId, gateId, timestamp } = result.answer;
    if (!conflicting.has(verdict)) return [];
    const details = { scanId, verdict, participantId, gateId, timestamp, facts };
    return [{ type: 'sync_conflict', data: { conflictId: context.ids.next(), details } }];
  });
  if (events.length === 0) return 0;
  await context.database.transaction(async (trx) => await tellLive(trx, eventId, events));
  await ringLive(context, eventId);
  return events.length;
}
