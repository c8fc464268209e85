import type { Queryable } from '../runtime/database/database.js';
import type { EventCounts } from './schema.js';

interface CountsRow {
  id: string;
  occupied: number;
  gates: number;
  total: number;
  pending: number;
  registered: number;
  waitlisted: number;
  cancelled: number;
  checked_in: number;
}

/** The counts of all these events in one query, by event id. */
export async function selectEventCounts(
  db: Queryable,
  eventIds: readonly string[],
): Promise<Map<string, EventCounts>> {
  const { rows } = await db.raw<{ rows: CountsRow[] }>(
    `select e.id, coalesce(c.occupied, 0) as occupied, g.gates, p.*
       from events e
       left join registration_counters c on c.event_id = e.id
       cross join lateral (
         select count(*)::int as gates from gates where gates.event_id = e.id
       ) g
       cross join lateral (
         select count(*)::int as total,
                count(*) filter (where registration_status = 'pending')::int as pending,
                count(*) filter (where registration_status = 'registered')::int as registered,
                count(*) filter (where registration_status = 'waitlisted')::int as waitlisted,
                count(*) filter (where registration_status = 'cancelled')::int as cancelled,
                count(*) filter (where checkins.status = 'checked_in')::int as checked_in
           from participants left join checkins on checkins.participant_id = participants.id
          where participants.event_id = e.id
       ) p
      where e.id = any(?::uuid[])`,
    [[...eventIds]],
  );
  return new Map(rows.map((row) => [row.id, toCounts(row)]));
}

function toCounts(row: CountsRow): EventCounts {
  return {
    participants: {
      total: row.total,
      pending: row.pending,
      registered: row.registered,
      waitlisted: row.waitlisted,
      cancelled: row.cancelled,
      checkedIn: row.checked_in,
    },
    occupied: row.occupied,
    gates: row.gates,
  };
}
