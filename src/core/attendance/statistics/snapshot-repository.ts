import { registeredOf } from '../../participants/registered-sql.js';
import type { Queryable } from '../../runtime/database/database.js';
import {
  emptySnapshot,
  type HourCount,
  type MinuteCount,
  recentMinutes,
  type StatisticsHead,
  type StatisticsSnapshot,
} from './snapshot.js';

/** Undefined when the event is gone. */
export async function readHead(
  db: Queryable,
  eventId: string,
): Promise<StatisticsHead | undefined> {
  const { rows } = await db.raw<{ rows: StatisticsHead[] }>(
    `SELECT coalesce(t.version, 0)::int AS version, e.timezone,
       (extract(epoch FROM e.starts_at) * 1000)::float8 AS "startsAt",
       (extract(epoch FROM e.ends_at) * 1000)::float8 AS "endsAt",
       ${registeredOf('e.id', 'c.occupied')} AS registered,
       (SELECT coalesce(json_agg(json_build_object('id', g.id, 'code', g.code, 'name', g.name,
          'active', g.active, 'capacityPerMinute', g.capacity_per_minute) ORDER BY g.code), '[]')
        FROM gates g WHERE g.event_id = e.id) AS gates
     FROM events e
     LEFT JOIN attendance_totals t ON t.event_id = e.id
     LEFT JOIN registration_counters c ON c.event_id = e.id
     WHERE e.id = ? AND e.deleted_at IS NULL`,
    [eventId],
  );
  return rows[0];
}

/** The numbers of one moment, in one statement, so that they belong to their version. */
export async function readSnapshot(
  db: Queryable,
  eventId: string,
  now: Date,
): Promise<StatisticsSnapshot> {
  const { rows } = await db.raw<{ rows: SnapshotRow[] }>(
    `SELECT t.version::int AS version, t.attended, t.inside, t.records, t.updated_at,
       (SELECT coalesce(json_agg(json_build_object('date', date, 'hour', hour, 'gateId', gate_id,
          'count', count, 'methods', method_breakdown, 'processingMs', processing_ms,
          'lastAttendance', to_char(last_attendance AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          ORDER BY date, hour, gate_id), '[]')
        FROM attendance_hourly_stats WHERE event_id = t.event_id) AS hours,
       (SELECT coalesce(json_agg(json_build_object('at', extract(epoch FROM minute) * 1000,
          'gateId', gate_id, 'count', count, 'arrivals', arrivals) ORDER BY minute, gate_id), '[]')
        FROM attendance_minute_stats WHERE event_id = t.event_id AND minute >= ?) AS minutes
     FROM attendance_totals t WHERE t.event_id = ?`,
    [new Date(now.getTime() - recentMinutes * 60_000), eventId],
  );
  const [row] = rows;
  if (!row) return emptySnapshot;
  const { updated_at, ...counts } = row;
  return { ...counts, updatedAt: updated_at.toISOString() };
}

export interface TimelineRow {
  at: Date;
  count: number;
  arrivals: number;
}

/** Minutes added up in buckets that begin with the hours of the event's zone; empty ones are left out. */
export async function readBuckets(
  db: Queryable,
  query: {
    eventId: string;
    gateId: string | undefined;
    from: Date;
    until: Date;
    bucketMinutes: number;
    timezone: string;
  },
): Promise<TimelineRow[]> {
  const { eventId, gateId = null, from, until, bucketMinutes, timezone } = query;
  const { rows } = await db.raw<{ rows: TimelineRow[] }>(
    `SELECT date_bin(:width::interval, minute, timestamp '2000-01-01' AT TIME ZONE :timezone) AS at,
       sum(count)::int AS count, sum(arrivals)::int AS arrivals
     FROM attendance_minute_stats
     WHERE event_id = :event AND minute >= :from AND minute < :until
       AND (:gate::uuid IS NULL OR gate_id = :gate)
     GROUP BY 1 ORDER BY 1`,
    {
      width: `${bucketMinutes} minutes`,
      timezone,
      event: eventId,
      from,
      until,
      gate: gateId as never,
    },
  );
  return rows;
}

interface SnapshotRow {
  version: number;
  attended: number;
  inside: number;
  records: number;
  updated_at: Date;
  hours: HourCount[];
  minutes: MinuteCount[];
}
