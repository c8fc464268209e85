import type { Transaction } from '../runtime/database/database.js';
import type { PlannedScan } from './plan-scans.js';

/**
 * Writes a group of decided scans and all their effects, in one statement. False when somebody else has
 * answered one of these scan ids meanwhile: the caller rolls back and decides anew. A passage that is too
 * near to another violates `attendance_passages_apart`.
 */
export async function writeScans(
  trx: Transaction,
  group: { eventId: string; receivedAt: Date; plans: readonly PlannedScan[] },
): Promise<boolean> {
  const { eventId, receivedAt, plans } = group;
  const { rows } = await trx.raw<{ rows: { written: number }[] }>(statement, {
    event: eventId,
    received: receivedAt.toISOString(),
    scans: JSON.stringify(plans.map(scanRow)),
    people: JSON.stringify(lastStates(plans)),
    passages: JSON.stringify(passageRows(plans)),
  });
  return rows[0]?.written === plans.length;
}

const statement = `
  WITH rows AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(:scans::jsonb) AS s (scan_id text, fingerprint text, verdict text,
      participant_id uuid, gate_id uuid, record_id uuid, method text, direction text, at timestamptz,
      facts jsonb, received_by uuid, location jsonb, device jsonb, processing_ms int, log_id uuid,
      version int)
    ORDER BY scan_id),
  written AS (
    INSERT INTO scans (event_id, scan_id, fingerprint, verdict, participant_id, gate_id, record_id, method,
      direction, scanned_at, facts, received_by, received_at)
    SELECT :event, scan_id, decode(fingerprint, 'hex'), verdict, participant_id, gate_id, record_id,
      method, direction, at, coalesce(facts, '{}'), received_by, :received
    FROM rows
    ON CONFLICT DO NOTHING RETURNING 1),
  records AS (
    INSERT INTO attendance_records (id, event_id, participant_id, gate_id, "timestamp", method, direction,
      scan_id, location, device_info, processing_time_ms, created_at)
    SELECT record_id, :event, participant_id, gate_id, at, method, direction, scan_id, location, device,
      processing_ms, :received
    FROM rows WHERE record_id IS NOT NULL),
  logs AS (
    INSERT INTO checkin_logs (id, event_id, participant_id, action, scan_id, device, location,
      local_timestamp, version)
    SELECT log_id, :event, participant_id, 'check_in', scan_id, device, location, at, version
    FROM rows WHERE record_id IS NOT NULL),
  passages AS (
    INSERT INTO attendance_passages AS p (participant_id, gate_id, times)
    SELECT participant_id, gate_id, times
    FROM jsonb_to_recordset(:passages::jsonb) AS n (participant_id uuid, gate_id uuid, times bigint[])
    ON CONFLICT (participant_id, gate_id) DO UPDATE SET times = p.times || excluded.times),
  people AS (
    UPDATE participants SET checkin_status = 'checked_in', inside = s.inside,
      checked_in_at = coalesce(participants.checked_in_at, s.at),
      checked_in_by = coalesce(participants.checked_in_by, s.by),
      checked_in_device = coalesce(participants.checked_in_device, s.device),
      checkin_version = s.version, updated_at = :received
    FROM jsonb_to_recordset(:people::jsonb) AS s (id uuid, inside boolean, at timestamptz, by uuid,
      device text, version int)
    WHERE participants.id = s.id)
  SELECT count(*)::int AS written FROM written`;

/** Undefined fields are left out, and NULL in the database. */
function scanRow({ scan, decision, gate, participant, entry }: PlannedScan) {
  return {
    scan_id: scan.scanId,
    fingerprint: scan.fingerprint.toString('hex'),
    verdict: decision.verdict,
    facts: decision.facts,
    participant_id: participant?.id,
    gate_id: gate?.id,
    method: scan.method,
    direction: scan.direction,
    at: scan.at.toISOString(),
    received_by: scan.caller.keyId,
    ...(entry && {
      record_id: entry.recordId,
      log_id: entry.logId,
      version: entry.version,
      processing_ms: entry.processingMs,
      location: scan.location,
      device: scan.deviceInfo,
    }),
  };
}

/** What each participant is after the last of their scans: a row can be updated once in a statement. */
function lastStates(plans: readonly PlannedScan[]) {
  const states = new Map<string, object>();
  for (const { scan, participant, entry } of plans) {
    if (!participant || !entry) continue;
    const first = states.get(participant.id);
    states.set(participant.id, {
      at: scan.at.toISOString(),
      by: scan.caller.keyId ?? null,
      device: scan.deviceInfo?.deviceId ?? null,
      ...(first ?? {}),
      id: participant.id,
      inside: participant.isInside,
      version: entry.version,
    });
  }
  return [...states.values()];
}

/** One row for each participant and gate, for the same reason. */
function passageRows(plans: readonly PlannedScan[]) {
  const rows = new Map<string, { participant_id: string; gate_id: string; times: number[] }>();
  for (const { scan, gate, participant, entry } of plans) {
    if (!gate || !participant || !entry) continue;
    const key = `${participant.id} ${gate.id}`;
    const row = rows.get(key) ?? { participant_id: participant.id, gate_id: gate.id, times: [] };
    row.times.push(scan.at.getTime());
    rows.set(key, row);
  }
  return [...rows.values()];
}
