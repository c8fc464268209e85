import type { Ids } from '../runtime/ids.js';
import type { PlannedScan } from './plan-scans.js';
import type { Verdict, VerdictFacts } from './schema.js';

/** What `attendance.recorded` says of a group of scans that were committed together. */
export interface AttendanceFact {
  /** The records of those that were accepted, in their order; what each changed stands in it. */
  recordIds: string[];
  /** Between which times they were made, by which their partitions are found; undefined without any. */
  from: string | undefined;
  until: string | undefined;
  /** Those that a device collected, or a file had, and that do not agree with what others recorded. */
  conflicts: ScanConflict[];
}

/** Seed 004, `sync_conflict`: the record stands and the scan is refused, and people are to know. */
export interface ScanConflict {
  conflictId: string;
  details: {
    scanId: string;
    verdict: Verdict;
    participantId: string | null;
    gateId: string | null;
    timestamp: string;
    facts: VerdictFacts;
  };
}

/** A scan that was refused, as people are told of it. */
export function conflictOf(
  refused: Omit<ScanConflict['details'], 'timestamp'> & { timestamp: Date },
  ids: Ids,
): ScanConflict {
  const { scanId, verdict, participantId, gateId, facts } = refused;
  const timestamp = refused.timestamp.toISOString();
  return {
    conflictId: ids.next(),
    details: { scanId, verdict, participantId, gateId, timestamp, facts },
  };
}

/** Verdicts of a scan that does not agree with what others recorded about the same participant. */
const conflicting: ReadonlySet<Verdict> = new Set(['duplicate', 'already_inside', 'not_inside']);

/** The fact of these scans; undefined when there is nothing in it that anybody follows up. Pure. */
export function factOf(plans: readonly PlannedScan[], ids: Ids): AttendanceFact | undefined {
  const recordIds: string[] = [];
  const times: number[] = [];
  const conflicts: ScanConflict[] = [];
  for (const { scan, decision, gate, participant, entry } of plans) {
    if (entry) {
      recordIds.push(entry.recordId);
      times.push(scan.at.getTime());
    } else if (scan.isCollected && conflicting.has(decision.verdict)) {
      const refused = {
        scanId: scan.scanId,
        verdict: decision.verdict,
        participantId: participant?.id ?? null,
        gateId: gate?.id ?? null,
        timestamp: scan.at,
        facts: decision.facts,
      };
      conflicts.push(conflictOf(refused, ids));
    }
  }
  if (recordIds.length + conflicts.length === 0) return undefined;
  const isoOf = (time: number) => (times.length > 0 ? new Date(time).toISOString() : undefined);
  return {
    recordIds,
    from: isoOf(Math.min(...times)),
    until: isoOf(Math.max(...times)),
    conflicts,
  };
}
