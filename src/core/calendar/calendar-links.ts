import { cleanLine, cleanText } from './calendar-text.js';
import type { CalendarEvent, CalendarSpan } from './schema.js';

/** Links that open a calendar on the web with the event filled in. */
export interface CalendarLinks {
  google: string;
  /** Private accounts of Microsoft. */
  outlook: string;
  /** Accounts at work and at school. */
  office365: string;
}

/** Outlook's servers refuse longer addresses; only the description is shortened to fit. */
const longestLink = 2000;

/** The links of one event. They hold no more than what the event shows to everybody. */
export function calendarLinks(event: CalendarEvent): CalendarLinks {
  return {
    google: googleLink(event),
    outlook: outlookLink('outlook.live.com', event),
    office365: outlookLink('outlook.office.com', event),
  };
}

function googleLink({ name, place, span, description }: CalendarEvent): string {
  const parameters = {
    action: 'TEMPLATE',
    text: cleanLine(name),
    dates: googleDates(span),
    ctz: span.kind === 'times' ? span.zone : undefined,
    location: place && cleanLine(place),
  };
  return withText('https://calendar.google.com/calendar/render', parameters, {
    name: 'details',
    text: description,
  });
}

function outlookLink(host: string, { name, place, span, description }: CalendarEvent): string {
  const parameters = {
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: cleanLine(name),
    ...(span.kind === 'days'
      ? { startdt: span.first, enddt: span.after, allday: 'true' }
      : { startdt: wholeSeconds(span.startsAt), enddt: wholeSeconds(span.endsAt) }),
    location: place && cleanLine(place),
  };
  return withText(`https://${host}/calendar/0/deeplink/compose`, parameters, {
    name: 'body',
    text: description,
  });
}

function googleDates(span: CalendarSpan): string {
  const [from, to] =
    span.kind === 'days'
      ? [span.first, span.after]
      : [wholeSeconds(span.startsAt), wholeSeconds(span.endsAt)];
  return `${from.replace(/[-:]/g, '')}/${to.replace(/[-:]/g, '')}`;
}

/** `2026-12-01T00:00:00Z`. */
function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function withText(
  base: string,
  parameters: Record<string, string | undefined>,
  long: { name: string; text: string | undefined },
): string {
  // Not URLSearchParams: Outlook shows its + for a space as a plus.
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value.toWellFormed())}`],
  );
  const link = `${base}?${pairs.join('&')}`;
  const room = longestLink - link.length - `&${long.name}=`.length;
  const text = encodeUpTo(cleanText(long.text ?? ''), room);
  return text === '' ? link : `${link}&${long.name}=${text}`;
}

/** As much of a text as has room when it is encoded, with … in place of the rest. */
function encodeUpTo(text: string, room: number): string {
  const whole = encodeURIComponent(text);
  if (whole.length <= room) return whole;
  const more = encodeURIComponent('…');
  let encoded = '';
  for (const character of text) {
    const next = encodeURIComponent(character);
    if (encoded.length + next.length + more.length > room) break;
    encoded += next;
  }
  return encoded === '' ? '' : encoded + more;
}
