import type { Queryable } from '../runtime/database/database.js';
import { type AnswerRow, answerFromRow } from './scan-facts-repository.js';
import type { ScanAnswer, Verdict } from './schema.js';

/** The scan with which the participant came last, as far as it stands. */
export async function findLastAccepted(
  db: Queryable,
  eventId: string,
  participantId: string,
): Promise<string | undefined> {
  const row = await db('attendance_records')
    .where({ event_id: eventId, participant_id: participantId, status: 'confirmed' })
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .first<{ scan_id: string } | undefined>('scan_id');
  return row?.scan_id;
}

export interface ScanFilter {
  eventId: string;
  gateId?: string | undefined;
  verdict?: Verdict | undefined;
}

/** A scan as a list shows it. */
export interface ListedScan extends ScanAnswer {
  gateCode: string | null;
  participant: { number: number; name: string } | null;
}

/** The newest scans first, accepted or not. */
export async function searchScans(
  db: Queryable,
  filter: ScanFilter,
  limit: number,
): Promise<ListedScan[]> {
  const rows = await scansOf(db, filter)
    .orderBy([
      { column: 'received_at', order: 'desc' },
      // Those of a group came at one moment.
      { column: 'scan_id', order: 'desc' },
    ])
    .limit(limit);
  return rows.map(fromRow);
}

/** Scans in the order of their ids, after this one; for walking through all of them. */
export async function pageScans(
  db: Queryable,
  filter: ScanFilter,
  page: { afterScanId: string; limit: number },
): Promise<ListedScan[]> {
  const rows = await scansOf(db, filter)
    .where('scans.scan_id', '>', page.afterScanId)
    .orderBy('scans.scan_id')
    .limit(page.limit);
  return rows.map(fromRow);
}

function scansOf(db: Queryable, { eventId, gateId, verdict }: ScanFilter) {
  return db('scans')
    .leftJoin('gates', 'gates.id', 'scans.gate_id')
    .leftJoin('participants', 'participants.id', 'scans.participant_id')
    .where('scans.event_id', eventId)
    .modify((query) => {
      if (gateId !== undefined) query.where('scans.gate_id', gateId);
      if (verdict !== undefined) query.where({ verdict });
    })
    .select<ListedRow[]>(
      'scans.*',
      'gates.code as gate_code',
      'participants.number',
      'participants.name',
    );
}

function fromRow(row: ListedRow): ListedScan {
  const { gate_code, number, name } = row;
  return {
    ...answerFromRow(row),
    gateCode: gate_code,
    participant: number === null || name === null ? null : { number, name },
  };
}

interface ListedRow extends AnswerRow {
  gate_code: string | null;
  number: number | null;
  name: string | null;
}
