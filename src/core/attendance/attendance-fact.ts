import type { Ids } from '../runtime/ids.js';
import type { PlannedScan } from './plan-scans.js';
import type { Verdict, VerdictFacts } from './schema.js';

/** What `attendance.recorded` says of a group of scans that were committed together. */
export interface AttendanceFact {
  /** Those that were accepted. */
  scans: RecordedScan[];
  /** Those that a device collected, or a file had, and that do not agree with what others recorded. */
  conflicts: ScanConflict[];
}

export interface RecordedScan {
  recordId: string;
  participantId: string;
  gateId: string;
  timestamp: string;
  method: string;
  isArrival: boolean;
  insideDelta: number;
  processingMs: number;
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

/** Verdicts of a scan that does not agree with what others recorded about the same participant. */
const conflicting: ReadonlySet<Verdict> = new Set(['duplicate', 'already_inside', 'not_inside']);

/** The fact of these scans; undefined when there is nothing in it that anybody follows up. Pure. */
export function factOf(plans: readonly PlannedScan[], ids: Ids): AttendanceFact | undefined {
  const fact: AttendanceFact = { scans: [], conflicts: [] };
  for (const { scan, decision, gate, participant, entry } of plans) {
    const { verdict, facts } = decision;
    const timestamp = scan.at.toISOString();
    if (entry && gate && participant) {
      const { recordId, isArrival, insideDelta, processingMs } = entry;
      const whereAndWho = { participantId: participant.id, gateId: gate.id, timestamp };
      const change = { isArrival, insideDelta, processingMs };
      fact.scans.push({ recordId, ...whereAndWho, method: scan.method, ...change });
    } else if (scan.isCollected && conflicting.has(verdict)) {
      const participantId = participant?.id ?? null;
      const gateId = gate?.id ?? null;
      const details = { scanId: scan.scanId, verdict, participantId, gateId, timestamp, facts };
      fact.conflicts.push({ conflictId: ids.next(), details });
    }
  }
  return fact.scans.length + fact.conflicts.length > 0 ? fact : undefined;
}
