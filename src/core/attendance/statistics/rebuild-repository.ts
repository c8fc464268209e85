import type { Transaction } from '../../runtime/database/database.js';
import { hourOf, methodsOf } from './counting-sql.js';

export interface RebuiltTotals {
  attended: number;
  inside: number;
  records: number;
  version: number;
}

/**
 * Counts an event anew from its records and replaces its numbers. The totals are locked. Work that waits
 * to be counted is ended by the very statement that reads the records, so that both see the same moment:
 * what comes later is counted on top, and nothing twice.
 */
export async function rebuildTotals(trx: Transaction, eventId: string): Promise<RebuiltTotals> {
  const { rows } = await trx.raw<{ rows: { counted: object }[] }>(recount, { event: eventId });
  const counted = JSON.stringify(rows[0]?.counted ?? {});
  await trx('attendance_hourly_stats').where({ event_id: eventId }).delete();
  await trx('attendance_minute_stats').where({ event_id: eventId }).delete();
  await trx.raw(insertHours, { event: eventId, counted });
  await trx.raw(insertMinutes, { event: eventId, counted });
  const { rows: totals } = await trx.raw<{ rows: RebuiltTotals[] }>(updateTotals, {
    event: eventId,
    counted,
  });
  return totals[0] as RebuiltTotals;
}

const recount = `
  WITH ended AS (
    UPDATE attendance_work SET state = 'done', lease_token = NULL, lease_until = NULL, updated_at = now()
    WHERE event_id = :event AND handler = 'statistics' AND state NOT IN ('done', 'cancelled')),
  event AS (SELECT timezone FROM events WHERE id = :event),
  records AS MATERIALIZED (
    SELECT id, participant_id, gate_id, "timestamp", method, processing_time_ms, created_at,
      "timestamp" AT TIME ZONE (SELECT timezone FROM event) AS local
    FROM attendance_records r WHERE r.event_id = :event AND r.status = 'confirmed'),
  hours AS (
    SELECT local::date AS date, ${hourOf('local')} AS hour, gate_id, count(*)::int AS count,
      ${methodsOf('1')} AS method_breakdown, sum(processing_time_ms)::bigint AS processing_ms,
      max("timestamp") AS last_attendance
    FROM records GROUP BY 1, 2, 3),
  firsts AS (SELECT DISTINCT ON (participant_id) id FROM records ORDER BY participant_id, created_at, id),
  minutes AS (
    SELECT date_trunc('minute', "timestamp") AS minute, gate_id, count(*)::int AS count,
      count(f.id)::int AS arrivals
    FROM records LEFT JOIN firsts f USING (id) GROUP BY 1, 2)
  SELECT json_build_object(
    'hours', (SELECT coalesce(json_agg(h), '[]') FROM hours h),
    'minutes', (SELECT coalesce(json_agg(m), '[]') FROM minutes m),
    'records', (SELECT count(*) FROM records),
    'attended', (SELECT count(*) FROM firsts),
    'inside', (SELECT count(*) FROM participants p JOIN checkins c ON c.participant_id = p.id
      WHERE p.event_id = :event AND c.inside),
    'timezone', (SELECT timezone FROM event)) AS counted`;

const insertHours = `
  INSERT INTO attendance_hourly_stats
    (event_id, date, hour, gate_id, count, method_breakdown, processing_ms, last_attendance)
  SELECT :event, h.* FROM jsonb_to_recordset(:counted::jsonb->'hours') AS h (date date, hour int,
    gate_id uuid, count int, method_breakdown jsonb, processing_ms bigint, last_attendance timestamptz)`;

const insertMinutes = `
  INSERT INTO attendance_minute_stats (event_id, minute, gate_id, count, arrivals)
  SELECT :event, m.* FROM jsonb_to_recordset(:counted::jsonb->'minutes') AS m (minute timestamptz,
    gate_id uuid, count int, arrivals int)`;

const updateTotals = `
  UPDATE attendance_totals t SET attended = s.attended, inside = s.inside, records = s.records,
    timezone = s.timezone, version = t.version + 1, updated_at = clock_timestamp()
  FROM jsonb_to_record(:counted::jsonb) AS s (attended int, inside int, records int, timezone text)
  WHERE t.event_id = :event
  RETURNING t.attended, t.inside, t.records, t.version::int AS version`;
