import type { Context } from '../../runtime/context.js';
import { attendanceErrors } from '../errors.js';
import { readBuckets, readHead } from './snapshot-repository.js';

/** How many passed, and how many of them came for the first time, from `at` on; ISO 8601. */
export interface TimelinePoint {
  at: string;
  count: number;
  arrivals: number;
}

export interface TimelineQuery {
  eventId: string;
  gateId?: string | undefined;
  /** From an hour before the event to an hour after it, when left out. */
  from?: Date | undefined;
  until?: Date | undefined;
  /** Width of a point; 60 makes the hours of the event's zone. */
  bucketMinutes: number;
}

const marginMs = 60 * 60_000;
const openEndMs = 24 * 60 * 60_000;

/** How an event fills, in order of time; points without anybody are left out. Throws EVENT_GONE. */
export async function readTimeline(
  { database }: Pick<Context, 'database'>,
  { eventId, gateId, from, until, bucketMinutes }: TimelineQuery,
): Promise<TimelinePoint[]> {
  const head = await readHead(database.knex, eventId);
  if (!head) throw attendanceErrors.eventGone({});
  const { startsAt, endsAt, timezone } = head;
  const rows = await readBuckets(database.knex, {
    eventId,
    gateId,
    from: from ?? new Date(startsAt - marginMs),
    until: until ?? new Date((endsAt ?? startsAt + openEndMs) + marginMs + 60_000),
    bucketMinutes,
    timezone,
  });
  return rows.map(({ at, ...counts }) => ({ at: at.toISOString(), ...counts }));
}
