import { listPublicEvents } from '../events/list-public-events.js';
import type { Context } from '../runtime/context.js';
import { buildCalendar, type CalendarInput } from './build-calendar.js';
import { calendarDomain, senderOf } from './calendar-origin.js';
import { describeEvent } from './describe-event.js';
import { changesOf } from './event-changes.js';
import type { CalendarFile } from './write-calendar.js';

export interface FeedInput extends Pick<CalendarInput, 'times'> {
  /** Only events of this organizer. */
  organizerId?: string | undefined;
  /** Of the calendar, where people subscribe to it. */
  name?: string | undefined;
  /** How often calendars fetch it anew; six hours when left out. */
  refreshMinutes?: number | undefined;
}

const usualRefreshMinutes = 360;
/** What is over for longer is history. */
const keptMs = 365 * 24 * 60 * 60_000;

/**
 * One calendar of all public events, to subscribe to: each with the UID and SEQUENCE of its own file, so
 * that a change reaches whoever has either. Nothing of any participant. No reminders: whoever subscribes
 * has not registered.
 */
export async function writeFeed(
  context: Pick<Context, 'config' | 'database' | 'clock'>,
  input: FeedInput = {},
): Promise<CalendarFile & { events: number }> {
  const { config, clock } = context;
  const { organizerId, name = 'evm', refreshMinutes = usualRefreshMinutes, times } = input;
  const since = new Date(clock.now().getTime() - keptMs);
  const events = await listPublicEvents(context, { organizerId, since });
  const domain = calendarDomain(config);
  const organizer = senderOf(config.mail.from);
  const described = events.map((event) =>
    describeEvent(event, { domain, organizer, ...changesOf(event) }),
  );
  const method = 'publish';
  return {
    filename: 'events.ics',
    content: buildCalendar({ events: described, method, name, refreshMinutes, times, alarms: [] }),
    contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
    method,
    events: events.length,
  };
}
