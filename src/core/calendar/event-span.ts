import { DateTime } from 'luxon';
import type { Event } from '../events/schema.js';
import type { CalendarSpan } from './schema.js';

/** The length of the gathering in seed 004, for an event that does not say when it ends. */
const usualHours = 2;

/**
 * When an event takes place, as a calendar shows it. An event from the start of a day until the start
 * of a later one takes whole days; so does one until the last second of a day, which is what a date
 * alone means as an end. Without an end it takes the whole day when it begins with it, else two hours.
 */
export function eventSpan(event: Pick<Event, 'startsAt' | 'endsAt' | 'timezone'>): CalendarSpan {
  const { startsAt, timezone: zone } = event;
  const start = DateTime.fromJSDate(startsAt, { zone });
  const end = knownEnd(event);
  if (isStartOfDay(start)) {
    const after = end === undefined ? start.plus({ days: 1 }) : dayAfter(end);
    if (after !== undefined) {
      return {
        kind: 'days',
        first: start.toFormat('yyyy-MM-dd'),
        after: after.toFormat('yyyy-MM-dd'),
      };
    }
  }
  const endsAt = (end ?? start.plus({ hours: usualHours })).toJSDate();
  return { kind: 'times', startsAt, endsAt, zone };
}

function knownEnd({ startsAt, endsAt, timezone }: Pick<Event, 'startsAt' | 'endsAt' | 'timezone'>) {
  if (endsAt === undefined || endsAt <= startsAt) return undefined;
  return DateTime.fromJSDate(endsAt, { zone: timezone });
}

/** The first day that is no longer part of it; undefined when the end is within a day. */
function dayAfter(end: DateTime): DateTime | undefined {
  return [end, end.plus({ seconds: 1 })].find(isStartOfDay);
}

/** Not every day starts at 00:00: in some zones the clocks skip that hour once a year. */
function isStartOfDay(time: DateTime): boolean {
  return time.toMillis() === time.startOf('day').toMillis();
}
