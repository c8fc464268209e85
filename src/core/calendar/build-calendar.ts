import ical, {
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
  type ICalLocation,
} from 'ical-generator';
import { DateTime } from 'luxon';
import {
  cleanLine,
  cleanLink,
  cleanParameter,
  cleanText,
  escapeText,
  isPlainAddress,
} from './calendar-text.js';
import { chooseZone } from './choose-zone.js';
import { lookOf } from './event-look.js';
import type { CalendarEvent, CalendarMethod, CalendarPerson } from './schema.js';
import { findZoneBlock } from './zone-block.js';

export interface CalendarInput {
  events: readonly CalendarEvent[];
  method: CalendarMethod;
  /** Of a calendar to subscribe to. Without it an import adds to the calendar that is there. */
  name?: string | undefined;
  /** How often a subscribed calendar is fetched anew. */
  refreshMinutes?: number | undefined;
  /** Minutes before the start at which people are reminded; 3 hours (seed 004) when left out. */
  alarms?: readonly number[] | undefined;
  /** `utc`: no local times, for readers that know no zones. */
  times?: 'zone' | 'utc' | undefined;
}

/** Three hours before, as in seed 004. */
export const usualAlarms: readonly number[] = [180];

/**
 * The text of an .ics file (RFC 5545, 5546, 7986): CRLF, lines of at most 75 octets, each zone that is
 * used with its VTIMEZONE. Texts are cleaned and escaped, so that none of them can add a line.
 */
export function buildCalendar(input: CalendarInput): string {
  const { events, method, name, refreshMinutes } = input;
  const calendar = ical({
    prodId: '//evm//evm//EN',
    method: methods[method],
    // Not escaped by ical-generator.
    name: name === undefined ? null : escapeText(cleanLine(name)),
    ttl: refreshMinutes === undefined ? null : refreshMinutes * 60,
    // A zone with a name would also be that of DTSTAMP, and would move the times of its events.
    timezone: { name: null, generator: (zone) => findZoneBlock(zone)?.text ?? null },
    events: events.map((event) => eventData(event, input)),
  });
  return `${withLooks(calendar.toString(), events)}\r\n`;
}

/** Events stand in the file in their order, and no text can hold a line of its own. */
function withLooks(text: string, events: readonly CalendarEvent[]): string {
  const [head = '', ...rest] = text.split(eventBegins);
  const parts = rest.map((part, index) => {
    const look = lookOf(events[index] ?? {}).map((line) => `${line}\r\n`);
    return `${eventBegins}${look.join('')}${part}`;
  });
  return [head, ...parts].join('');
}

const eventBegins = '\r\nBEGIN:VEVENT\r\n';

const methods = {
  publish: ICalCalendarMethod.PUBLISH,
  request: ICalCalendarMethod.REQUEST,
  cancel: ICalCalendarMethod.CANCEL,
} as const satisfies Record<CalendarMethod, ICalCalendarMethod>;

function eventData(event: CalendarEvent, input: CalendarInput): ICalEventData {
  const isCancelled = input.method === 'cancel' || event.status === 'CANCELLED';
  const alarms = isCancelled ? [] : (input.alarms ?? usualAlarms);
  const place = placeOf(event);
  const description = cleanText(event.description ?? '');
  const url = event.url === undefined ? undefined : cleanLink(event.url);
  return {
    id: cleanLine(event.uid),
    sequence: event.sequence,
    stamp: event.stamp,
    ...timesOf(event, input.times ?? 'zone'),
    summary: cleanLine(event.name),
    status: ICalEventStatus[isCancelled ? 'CANCELLED' : event.status],
    ...(place && { location: place }),
    ...(description !== '' && { description }),
    ...(url !== undefined && { url }),
    ...peopleOf(event),
    alarms: alarms.map((minutes) => ({ type: ICalAlarmType.display, trigger: minutes * 60 })),
  };
}

function timesOf({ span }: CalendarEvent, times: 'zone' | 'utc') {
  if (span.kind === 'days') {
    const [start, end] = [span.first, span.after].map((day) =>
      DateTime.fromISO(day, { zone: 'utc' }),
    );
    return { allDay: true, start: start as DateTime, end: end as DateTime };
  }
  const instants = [span.startsAt, span.endsAt];
  const zone = times === 'utc' ? undefined : chooseZone(span.zone, instants);
  const [start, end] = instants.map((at) => DateTime.fromJSDate(at, { zone: zone ?? 'utc' }));
  return { start: start as DateTime, end: end as DateTime, timezone: zone ?? null };
}

function placeOf({ place, geo }: CalendarEvent): ICalLocation | undefined {
  const title = cleanLine(place ?? '');
  const point = geo && { lat: coordinate(geo.lat), lon: coordinate(geo.lng) };
  if (title !== '') return { title, ...(point && { geo: point }) };
  return point && { geo: point };
}

/**
 * Six decimals (RFC 5545, 3.8.1.6), a tenth of a metre. Never 0, which ical-generator takes for missing:
 * Greenwich is moved by that much.
 */
function coordinate(degrees: number): number {
  return Number(degrees.toFixed(6)) || 0.000_001;
}

function peopleOf({ organizer, attendee }: CalendarEvent) {
  return {
    ...(organizer && isPlainAddress(organizer.address) && { organizer: personOf(organizer) }),
    ...(attendee &&
      isPlainAddress(attendee.address) && {
        attendees: [
          {
            ...personOf(attendee),
            role: ICalAttendeeRole.REQ,
            status: ICalAttendeeStatus.NEEDSACTION,
            rsvp: true,
          },
        ],
      }),
  };
}

function personOf({ name, address }: CalendarPerson) {
  return { name: cleanParameter(name) || address, email: address };
}
