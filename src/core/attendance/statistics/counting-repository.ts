import type { Transaction } from '../../runtime/database/database.js';
import { expectRecords } from '../fact-repository.js';
import { namedBy, recordsOf } from '../fact-sql.js';
import { addedMethods, hourOf, methodsOf } from './counting-sql.js';

/** The numbers of an event, locked: whoever changes them takes this lock before anything else. */
export interface LockedTotals {
  /** In which zone its hours were counted so far; null before the first. */
  countedZone: string | null;
  /** The event's zone now. */
  zone: string;
}

/** Undefined when the event is gone. */
export async function lockTotals(
  trx: Transaction,
  eventId: string,
): Promise<LockedTotals | undefined> {
  await trx.raw(
    `INSERT INTO attendance_totals (event_id)
     SELECT id FROM events WHERE id = ? ON CONFLICT DO NOTHING`,
    [eventId],
  );
  const { rows } = await trx.raw<{ rows: LockedTotals[] }>(
    `SELECT t.timezone AS "countedZone", e.timezone AS zone
     FROM attendance_totals t JOIN events e ON e.id = t.event_id
     WHERE t.event_id = ? FOR NO KEY UPDATE OF t`,
    [eventId],
  );
  return rows[0];
}

/** The numbers of an event as live views are told them; named as in `Statistics`. */
export interface Totals {
  version: number;
  attendedParticipants: number;
  inside: number;
  records: number;
}

/** Undefined when nothing was ever counted. */
export async function readTotals(trx: Transaction, eventId: string): Promise<Totals | undefined> {
  const { rows } = await trx.raw<{ rows: Totals[] }>(
    `SELECT version::int AS version, attended AS "attendedParticipants", inside, records
     FROM attendance_totals WHERE event_id = ?`,
    [eventId],
  );
  return rows[0];
}

/**
 * Adds what these facts change: hours, minutes and totals, whose version rises. Sums only, so facts may
 * come in any order and grouping; the totals are locked. Throws RECORDS_NOT_FOUND.
 */
export async function addFacts(
  trx: Transaction,
  { eventId, factIds, zone }: { eventId: string; factIds: readonly string[]; zone: string },
): Promise<void> {
  const bindings = { event: eventId, facts: [...factIds] as never, zone };
  const { rows } = await trx.raw<{ rows: Added[] }>(addition, bindings);
  const { annulled, emptied, ...records } = rows[0] as Added;
  expectRecords(records);
  if (annulled > 0) await trx.raw(latestAgain, bindings);
  if (emptied === 0) return;
  await trx.raw(emptyHours, [eventId]);
  await trx.raw(emptyMinutes, [eventId]);
}

interface Added {
  named: number;
  found: number;
  annulled: number;
  emptied: number;
}

/**
 * A scan that was annulled before it was counted is not the last one, whatever comes first here. The event of a
 * fact is compared in a form that no index serves, or all facts of the event might be read (docs/decisions/0025).
 */
const addition = `
  WITH given AS MATERIALIZED (
    SELECT id, type, data FROM domain_events
    WHERE id = ANY(:facts::uuid[]) AND event_id IS NOT DISTINCT FROM :event
      AND type IN ('attendance.recorded', 'attendance.annulled')),
  changes AS (
    SELECT 1 AS sign, r.gate_id, r."timestamp" AS at, r.method, r.processing_time_ms AS ms, r.is_arrival,
      r.inside_delta AS inside, r.status = 'confirmed' AS is_confirmed, false AS was_first,
      NULL::uuid AS next_gate_id, NULL::timestamptz AS next_at
    FROM given ${recordsOf('given')}
    WHERE given.type = 'attendance.recorded'
    UNION ALL
    SELECT -1, (scan->>'gateId')::uuid, (scan->>'timestamp')::timestamptz, scan->>'method',
      (scan->>'processingMs')::int, (scan->>'isArrival')::boolean, (scan->>'insideDelta')::int, false,
      coalesce((scan->>'wasFirst')::boolean, false), (scan->>'nowFirstGateId')::uuid,
      (scan->>'nowFirstTimestamp')::timestamptz
    FROM given CROSS JOIN jsonb_array_elements(data->'scans') AS s (scan)
    WHERE given.type = 'attendance.annulled'),
  facts AS MATERIALIZED (SELECT *, at AT TIME ZONE :zone AS local FROM changes),
  hours AS (
    INSERT INTO attendance_hourly_stats AS h
      (event_id, date, hour, gate_id, count, method_breakdown, processing_ms, last_attendance)
    SELECT :event, local::date, ${hourOf('local')}, gate_id, sum(sign), ${methodsOf('sign')},
      sum(sign * ms), max(at) FILTER (WHERE sign = 1 AND is_confirmed)
    FROM facts GROUP BY 2, 3, 4
    ON CONFLICT (date, hour, gate_id) DO UPDATE SET
      count = h.count + excluded.count,
      method_breakdown = ${addedMethods('h', 'excluded')},
      processing_ms = h.processing_ms + excluded.processing_ms,
      last_attendance = greatest(h.last_attendance, excluded.last_attendance)
    RETURNING count),
  passages AS (
    SELECT gate_id, at, sign AS count,
      CASE WHEN sign = 1 AND is_arrival THEN 1 WHEN sign = -1 AND was_first THEN -1 ELSE 0 END AS arrivals
    FROM facts
    UNION ALL
    -- Whose first scan is annulled came with the next one, when there is one.
    SELECT next_gate_id, next_at, 0, 1 FROM facts
    WHERE sign = -1 AND was_first AND next_gate_id IS NOT NULL),
  minutes AS (
    INSERT INTO attendance_minute_stats AS m (event_id, minute, gate_id, count, arrivals)
    SELECT :event, date_trunc('minute', at), gate_id, sum(count), sum(arrivals)
    FROM passages GROUP BY 2, 3
    ON CONFLICT (event_id, minute, gate_id) DO UPDATE SET
      count = m.count + excluded.count, arrivals = m.arrivals + excluded.arrivals
    RETURNING count),
  totals AS (
    UPDATE attendance_totals t SET
      attended = t.attended + s.attended, inside = t.inside + s.inside, records = t.records + s.records,
      timezone = :zone, version = t.version + 1, updated_at = clock_timestamp()
    FROM (
      SELECT coalesce(sum(sign) FILTER (WHERE is_arrival), 0) AS attended,
        coalesce(sum(inside), 0) AS inside, coalesce(sum(sign), 0) AS records
      FROM facts) s
    WHERE t.event_id = :event)
  SELECT (SELECT coalesce(sum(${namedBy('given')}), 0)::int FROM given) AS named,
    count(*) FILTER (WHERE sign = 1)::int AS found, count(*) FILTER (WHERE sign = -1)::int AS annulled,
    (SELECT count(*) FROM (SELECT count FROM hours UNION ALL SELECT count FROM minutes) c
     WHERE c.count = 0)::int AS emptied
  FROM facts`;

/** Where the last scan of an hour was annulled, the last of those that stand. */
const latestAgain = `
  UPDATE attendance_hourly_stats h SET last_attendance = (
    SELECT max(r."timestamp") FROM attendance_records r
    WHERE r.gate_id = h.gate_id AND r.status = 'confirmed'
      AND r."timestamp" BETWEEN h.last_attendance - interval '2 hours' AND h.last_attendance
      AND (r."timestamp" AT TIME ZONE :zone)::date = h.date
      AND ${hourOf('(r."timestamp" AT TIME ZONE :zone)')} = h.hour)
  FROM domain_events e, jsonb_array_elements(e.data->'scans') AS s (scan)
  WHERE e.id = ANY(:facts::uuid[]) AND e.type = 'attendance.annulled' AND h.event_id = :event
    AND h.gate_id = (s.scan->>'gateId')::uuid
    AND h.last_attendance = (s.scan->>'timestamp')::timestamptz`;

const emptyHours = `
  DELETE FROM attendance_hourly_stats
  WHERE event_id = ? AND count = 0 AND processing_ms = 0 AND method_breakdown = '{}'
    AND last_attendance IS NULL`;

const emptyMinutes =
  'DELETE FROM attendance_minute_stats WHERE event_id = ? AND count = 0 AND arrivals = 0';
