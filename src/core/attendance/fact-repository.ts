import type { Transaction } from '../runtime/database/database.js';
import { attendanceErrors } from './errors.js';
import { namedBy, recordsOf } from './fact-sql.js';

/** A fact of attendance with what it is about. */
export interface ReadFact {
  kind: 'recorded' | 'annulled';
  /** In the order in which they were decided. */
  scans: FactScan[];
  conflicts: object[];
}

/** What a scan changed, when it was recorded or taken back. */
export interface FactScan {
  participantId: string;
  recordId: string;
  gateId: string;
  /** ISO 8601. */
  timestamp: string;
  method: string;
  isArrival: boolean;
  insideDelta: number;
  processingMs: number;
}

/** These facts, in the order of their ids. Throws RECORDS_NOT_FOUND: trying again will find them. */
export async function readFacts(trx: Transaction, factIds: readonly string[]): Promise<ReadFact[]> {
  const { rows } = await trx.raw<{ rows: FactRow[] }>(
    `SELECT type, data->'scans' AS annulled, data->'conflicts' AS conflicts,
       ${namedBy('e')} AS named, (
         SELECT json_agg(json_build_object('participantId', participant_id, 'recordId', r.id,
           'gateId', gate_id, 'timestamp', "timestamp", 'method', method, 'isArrival', is_arrival,
           'insideDelta', inside_delta, 'processingMs', processing_time_ms) ORDER BY position)
         FROM (SELECT 1) AS one ${recordsOf('e')}) AS recorded
     FROM domain_events e WHERE id = ANY(?::uuid[]) ORDER BY id`,
    [[...factIds]] as never[],
  );
  return rows.map((row) => {
    const recorded = row.recorded ?? [];
    expectRecords({ named: row.named, found: recorded.length });
    const scans = row.annulled ?? recorded;
    return {
      kind: row.type === 'attendance.annulled' ? 'annulled' : 'recorded',
      scans: scans.map(publicPart),
      conflicts: row.conflicts ?? [],
    };
  });
}

/** An annulment also says, for the counting, with which scan somebody came: no business of live views. */
function publicPart(scan: FactScan): FactScan {
  const { participantId, recordId, gateId, method, isArrival, insideDelta, processingMs } = scan;
  const timestamp = new Date(scan.timestamp).toISOString();
  return {
    participantId,
    recordId,
    gateId,
    timestamp,
    method,
    isArrival,
    insideDelta,
    processingMs,
  };
}

/** Throws RECORDS_NOT_FOUND when fewer records were found than facts name. */
export function expectRecords({ named, found }: { named: number; found: number }): void {
  if (found !== named) throw attendanceErrors.recordsNotFound({ named, found });
}

interface FactRow {
  type: string;
  annulled: FactScan[] | null;
  conflicts: object[] | null;
  named: number;
  recorded: FactScan[] | null;
}
