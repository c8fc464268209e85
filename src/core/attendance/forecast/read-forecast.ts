import { DateTime } from 'luxon';
import type { Context } from '../../runtime/context.js';
import { attendanceErrors } from '../errors.js';
import { readHead } from '../statistics/snapshot-repository.js';
import { binCount } from './arrival-shapes.js';
import {
  doorsMs,
  type Forecast,
  forecastAttendance,
  type PastEvent,
} from './forecast-attendance.js';
import { type PastArrivals, readArrivals, readPastArrivals } from './forecast-repository.js';

/** So few people are no curve; so many events are habit enough. */
const fewestPeople = 50;
const mostEvents = 5;

/** How an event will go on, from its arrivals and those of the events before it. Throws EVENT_GONE. */
export async function readForecast(
  { clock, database }: Pick<Context, 'clock' | 'database'>,
  eventId: string,
): Promise<Forecast> {
  const { knex } = database;
  const now = clock.now();
  const head = await readHead(knex, eventId);
  if (!head) throw attendanceErrors.eventGone({});
  const { timezone, ...known } = head;
  const past = await readPastArrivals(knex, {
    eventId,
    now,
    doorsMs,
    fewest: fewestPeople,
    limit: mostEvents,
  });
  return forecastAttendance({
    ...known,
    now: now.getTime(),
    utcOffsetMs: DateTime.fromJSDate(now, { zone: timezone }).offset * 60_000,
    arrivals: await readArrivals(knex, eventId),
    past: past.map(toPast),
  });
}

function toPast({ registered, attended, bins }: PastArrivals): PastEvent {
  const cumulative = new Float64Array(binCount);
  let sum = 0;
  for (let bin = 0; bin < binCount; bin++) {
    sum += Math.max(0, bins[bin] ?? 0);
    cumulative[bin] = sum;
  }
  return {
    turnout: Math.min(1, attended / Math.max(1, registered)),
    cumulative: cumulative.map((reached) => reached / Math.max(1, sum)),
  };
}
