import { DateTime } from 'luxon';
import type { Event, EventStatus } from '../events/schema.js';
import { endOf } from '../mailing/reminder-rules.js';

const summarised: readonly EventStatus[] = ['published', 'in_progress', 'completed'];

/** Thank-you mail goes out two hours after the end; an hour later its figures are worth telling. */
const after = { hours: 3 };
/** Whoever runs evm again after more than a week knows how it was. */
const until = { days: 7 };

/** Whether an event is over, and lately enough to be summed up. */
export function isSummaryDue(
  event: Pick<Event, 'startsAt' | 'endsAt' | 'timezone' | 'status'>,
  now: Date,
): boolean {
  if (!summarised.includes(event.status)) return false;
  const end = endOf(event, DateTime.fromJSDate(event.startsAt, { zone: event.timezone }));
  return now >= end.plus(after).toJSDate() && now < end.plus(until).toJSDate();
}
