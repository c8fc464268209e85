import { registeredOf } from '../../participants/registered-sql.js';
import type { Queryable } from '../../runtime/database/database.js';
import { binCount } from './arrival-shapes.js';

export interface ArrivalMinute {
  at: number;
  gateId: string;
  arrivals: number;
}

/** First check-ins of an event by minute and gate. */
export async function readArrivals(db: Queryable, eventId: string): Promise<ArrivalMinute[]> {
  const { rows } = await db.raw<{ rows: ArrivalMinute[] }>(
    `SELECT (extract(epoch FROM minute) * 1000)::float8 AS at, gate_id AS "gateId", arrivals
     FROM attendance_minute_stats WHERE event_id = ? AND arrivals <> 0 ORDER BY minute`,
    [eventId],
  );
  return rows;
}

/** Arrivals of an event that is over, by bin of its window. */
export interface PastArrivals {
  registered: number;
  attended: number;
  bins: Record<string, number>;
}

/** The last events that are over and had so many people, other than this one. */
export async function readPastArrivals(
  db: Queryable,
  past: { eventId: string; now: Date; doorsMs: number; fewest: number; limit: number },
): Promise<PastArrivals[]> {
  const { eventId, now, doorsMs, fewest, limit } = past;
  const { rows } = await db.raw<{ rows: PastArrivals[] }>(
    `SELECT e.registered, e.attended, b.bins FROM (
       SELECT events.id, ${registeredOf('events.id', 'c.occupied')} AS registered, t.attended, ends_at,
         starts_at - :doors * interval '1 millisecond' AS opens_at,
         (ends_at - starts_at + :doors * interval '1 millisecond') / :bins AS width
       FROM events
       JOIN attendance_totals t ON t.event_id = events.id AND t.attended >= :fewest
       JOIN registration_counters c ON c.event_id = events.id
       WHERE deleted_at IS NULL AND ends_at < :now AND ends_at > starts_at AND events.id <> :event
       ORDER BY ends_at DESC LIMIT :limit) e
     CROSS JOIN LATERAL (
       SELECT json_object_agg(bin, arrivals) AS bins FROM (
         SELECT least(:bins - 1, greatest(0, floor(
             extract(epoch FROM minute - e.opens_at) / extract(epoch FROM e.width)))) AS bin,
           sum(arrivals) AS arrivals
         FROM attendance_minute_stats WHERE event_id = e.id GROUP BY 1) m) b
     WHERE b.bins IS NOT NULL`,
    { event: eventId, now, doors: doorsMs, fewest, limit, bins: binCount },
  );
  return rows;
}
