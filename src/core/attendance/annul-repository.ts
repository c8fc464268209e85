import type { Transaction } from '../runtime/database/database.js';
import type { Ids } from '../runtime/ids.js';
import { type AnswerRow, answerColumns, answerFromRow } from './scan-facts-repository.js';
import type { ScanAnswer } from './schema.js';

/** A participant's check-in, as their confirmed records tell it. */
export interface Presence {
  isCheckedIn: boolean;
  isInside: boolean;
  version: number;
  /** The record with which they came. */
  first:
    | { recordId: string; gateId: string; at: Date; deviceId: string | null; by: string | null }
    | undefined;
}

/**
 * The scan of this id, the check-in of its participant locked first, so that no other scan is written over it
 * meanwhile. Undefined when there is none.
 */
export async function findAcceptedScan(
  trx: Transaction,
  { eventId, scanId }: { eventId: string; scanId: string },
): Promise<{ answer: ScanAnswer; processingMs: number } | undefined> {
  const key = { event_id: eventId, scan_id: scanId };
  // Of whom it is never changes, so this needs no lock; nobody is locked of a scan that is being committed.
  const [participantId] = await trx('scans').where(key).pluck<(string | null)[]>('participant_id');
  if (participantId === undefined) return undefined;
  await trx.raw('SELECT 1 FROM checkins WHERE participant_id = ? FOR NO KEY UPDATE', [
    participantId,
  ]);
  const { rows } = await trx.raw<{ rows: (AnswerRow & { processing_ms: number | null })[] }>(
    `SELECT ${answerColumns}, (
       SELECT processing_time_ms FROM attendance_records r
       WHERE r.id = record_id AND r."timestamp" = scanned_at) AS processing_ms
     FROM scans WHERE event_id = ? AND scan_id = ? FOR UPDATE`,
    [eventId, scanId],
  );
  const [row] = rows;
  return row && { answer: answerFromRow(row), processingMs: row.processing_ms ?? 0 };
}

/** A scan of the same participant by somebody else since then, refused because they were there already. */
export async function findRival(
  trx: Transaction,
  {
    eventId,
    answer,
    keyId,
    since,
  }: { eventId: string; answer: ScanAnswer; keyId: string | undefined; since: Date },
): Promise<ScanAnswer | undefined> {
  const { rows } = await trx.raw<{ rows: AnswerRow[] }>(
    `SELECT ${answerColumns} FROM scans
     WHERE event_id = ? AND participant_id = ? AND received_at > ?
       AND verdict IN ('duplicate', 'already_inside') AND received_by IS DISTINCT FROM ?::uuid
     ORDER BY received_at DESC LIMIT 1`,
    [eventId, answer.participantId, since, keyId ?? null] as never[],
  );
  return rows[0] && answerFromRow(rows[0]);
}

export async function readPresence(trx: Transaction, answer: ScanAnswer): Promise<Presence> {
  const { rows } = await trx.raw<{ rows: PresenceRow[] }>(
    `SELECT c.version,
       (SELECT json_build_object('id', id, 'gate', gate_id, 'at', "timestamp",
          'device', device_info->>'deviceId', 'by', (
            SELECT received_by FROM scans s
            WHERE s.event_id = r.event_id AND s.scan_id = r.scan_id))
          FROM attendance_records r WHERE r.participant_id = c.participant_id AND r.status = 'confirmed'
          ORDER BY created_at, id LIMIT 1) AS first,
       (SELECT direction IS DISTINCT FROM 'out'
          FROM attendance_records r WHERE r.participant_id = c.participant_id AND r.status = 'confirmed'
          ORDER BY created_at DESC, id DESC LIMIT 1) AS is_inside
     FROM checkins c WHERE c.participant_id = ?`,
    [answer.participantId],
  );
  const [row] = rows;
  const first = row?.first ?? undefined;
  return {
    isCheckedIn: first !== undefined,
    isInside: row?.is_inside ?? false,
    version: row?.version ?? 0,
    first: first && {
      recordId: first.id,
      gateId: first.gate,
      at: new Date(first.at),
      deviceId: first.device,
      by: first.by,
    },
  };
}

/** The record stays, annulled; the gate forgets the passage. */
export async function annulRecord(
  trx: Transaction,
  { eventId, answer, annulledAt }: { eventId: string; answer: ScanAnswer; annulledAt: Date },
): Promise<void> {
  const { scanId, participantId, gateId, timestamp, recordId } = answer;
  await trx('scans')
    .where({ event_id: eventId, scan_id: scanId })
    .update({ annulled_at: annulledAt });
  await trx('attendance_records').where({ id: recordId, timestamp }).update({ status: 'annulled' });
  await trx.raw(
    `UPDATE checkins SET (gate_ids, times) = (
       SELECT coalesce(array_agg(gate ORDER BY position), '{}'),
         coalesce(array_agg(at ORDER BY position), '{}')
       FROM unnest(gate_ids, times) WITH ORDINALITY AS p (gate, at, position)
       WHERE gate <> ? OR at <> ?)
     WHERE participant_id = ?`,
    [gateId, timestamp.getTime(), participantId],
  );
}

export async function writePresence(
  trx: Transaction,
  ids: Ids,
  change: {
    eventId: string;
    answer: ScanAnswer;
    before: Presence;
    after: Presence;
    /** Of the access key that took it back. */
    keyId: string | undefined;
  },
): Promise<void> {
  const { eventId, answer, before, after, keyId } = change;
  const version = before.version + 1;
  await trx('checkins')
    .where({ participant_id: answer.participantId })
    .update({
      status: after.isCheckedIn ? 'checked_in' : 'not_checked_in',
      inside: after.isInside,
      checked_in_at: after.first?.at ?? null,
      checked_in_device: after.first?.deviceId ?? null,
      checked_in_by: after.first?.by ?? null,
      version,
      updated_at: trx.fn.now(),
    });
  await trx('checkin_undos').insert({
    id: ids.next(),
    event_id: eventId,
    participant_id: answer.participantId,
    scan_id: answer.scanId,
    local_timestamp: answer.timestamp,
    version,
    // Seed 004 lets a check-in win over an undo: another one stands, so they stay checked in.
    conflict_resolved: after.isCheckedIn,
    undone_by: keyId ?? null,
  });
}

interface PresenceRow {
  version: number;
  first: { id: string; gate: string; at: string; device: string | null; by: string | null } | null;
  is_inside: boolean | null;
}
