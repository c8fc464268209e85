import type { Knex } from 'knex';
import { attendanceHandlers } from '../../src/core/attendance/work-repository.js';

/** What must hold of the attendance of an event after whatever happened; a sentence for each that does not. */
export async function findAttendanceViolations(knex: Knex, eventId: string): Promise<string[]> {
  const violations: string[] = [];
  for (const [sentence, sql] of Object.entries(checks)) {
    const { rows } = await knex.raw<{ rows: { count: number }[] }>(
      `SELECT count(*)::int AS count FROM (${sql}) AS violation`,
      { event: eventId },
    );
    const count = rows[0]?.count ?? 0;
    if (count > 0) violations.push(`${sentence} (${count})`);
  }
  const constraints = await knex('pg_constraint')
    .whereIn('conname', ['scans_pkey', 'checkins_pkey', 'attendance_passages_apart'])
    .pluck('conname');
  if (constraints.length < 3) violations.push('a constraint that forbids a double is gone');
  return violations;
}

const checks: Readonly<Record<string, string>> = {
  'somebody passed a gate twice within five minutes': `
    SELECT 1 FROM attendance_records a JOIN attendance_records b
      ON a.participant_id = b.participant_id AND a.gate_id = b.gate_id AND a.id < b.id
      AND abs(extract(epoch FROM a."timestamp" - b."timestamp")) < 300
    WHERE a.event_id = :event AND a.status = 'confirmed' AND b.status = 'confirmed'`,
  'an accepted scan has no record': `
    SELECT 1 FROM scans s LEFT JOIN attendance_records r ON r.id = s.record_id
    WHERE s.event_id = :event AND s.verdict = 'accepted' AND r.id IS NULL`,
  'a record has no accepted scan': `
    SELECT 1 FROM attendance_records r LEFT JOIN scans s
      ON s.event_id = r.event_id AND s.scan_id = r.scan_id AND s.verdict = 'accepted' AND s.record_id = r.id
    WHERE r.event_id = :event AND s.scan_id IS NULL`,
  'a record was published not once': `
    SELECT r.id FROM attendance_records r LEFT JOIN (
      SELECT record FROM domain_events d, jsonb_array_elements_text(d.data->'recordIds') AS n (record)
      WHERE d.event_id = :event AND d.type = 'attendance.recorded') f ON f.record = r.id::text
    WHERE r.event_id = :event GROUP BY r.id HAVING count(f.record) <> 1`,
  'a fact is not followed up once by each handler': `
    SELECT d.id FROM domain_events d LEFT JOIN attendance_work w ON d.id = ANY(w.domain_event_ids)
    WHERE d.event_id = :event AND d.type LIKE 'attendance.%'
    GROUP BY d.id HAVING count(DISTINCT w.handler) <> count(*)
      OR count(*) <> CASE d.data->'recordIds' WHEN '[]' THEN 1 ELSE ${attendanceHandlers.length} END`,
  'a check-in is not what the records say': `
    SELECT 1 FROM participants p LEFT JOIN checkins c ON c.participant_id = p.id WHERE p.event_id = :event
      AND coalesce(c.status = 'checked_in', false) <> EXISTS (
        SELECT 1 FROM attendance_records r WHERE r.participant_id = p.id AND r.status = 'confirmed')`,
  'a version is not the length of its history': `
    SELECT 1 FROM participants p LEFT JOIN checkins c ON c.participant_id = p.id WHERE p.event_id = :event
      AND coalesce(c.version, 0) <> (SELECT count(*) FROM checkin_logs l WHERE l.participant_id = p.id)`,
  'a version is in a history twice': `
    SELECT 1 FROM checkin_logs l WHERE l.event_id = :event
    GROUP BY l.participant_id, l.version HAVING count(*) > 1`,
  'somebody is cancelled and checked in': `
    SELECT 1 FROM participants p JOIN checkins c ON c.participant_id = p.id WHERE p.event_id = :event
      AND p.registration_status = 'cancelled' AND c.status = 'checked_in'`,
};
