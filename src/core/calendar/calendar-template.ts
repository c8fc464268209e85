import type { Locale } from '../runtime/locales.js';
import { buildCalendar, type CalendarInput } from './build-calendar.js';
import {
  type DescribeOptions,
  describeEvent,
  type ShownEvent,
  ticketLine,
} from './describe-event.js';
import type { CalendarMethod } from './schema.js';

/** What the files of one event for many people have in common. */
export interface TemplateInput extends Pick<CalendarInput, 'alarms' | 'times'> {
  event: ShownEvent;
  method: CalendarMethod;
  /** Left out: the files name no ticket. */
  ticketLocale?: Locale | undefined;
  domain: string;
  organizer?: DescribeOptions['organizer'];
}

/** What differs from file to file. */
export interface TemplateValues {
  sequence: number;
  changedAt: Date;
  ticketCode?: string | undefined;
}

/** Writes the file of one person from what was built for all of them. */
export type CalendarTemplate = (values: TemplateValues) => string;

/**
 * The template of an event's files. Folding and escaping a file costs about a millisecond for every
 * thousand characters, so it is done once for all participants of an event; a changed event is another
 * input, so nothing old is ever given out.
 */
export function calendarTemplate(input: TemplateInput): CalendarTemplate {
  const key = keyOf(input);
  const known = templates.get(key);
  if (known) return known;
  if (templates.size >= mostTemplates) templates.delete(templates.keys().next().value as string);
  const template = makeTemplate(input);
  templates.set(key, template);
  return template;
}

const templates = new Map<string, CalendarTemplate>();
/** Workers send for a few events at a time. */
const mostTemplates = 50;

function keyOf({ event, ...rest }: TemplateInput): string {
  const { id, name, description, location, startsAt, endsAt, timezone, status, branding } = event;
  return JSON.stringify([
    [id, name, description, location, startsAt, endsAt, timezone, status, branding],
    rest.method,
    rest.ticketLocale,
    rest.domain,
    rest.organizer,
    rest.alarms,
    rest.times,
  ]);
}

/** As long as every ticket code, and none itself: they have no U. */
const noCode = 'U'.repeat(10);

function makeTemplate(input: TemplateInput): CalendarTemplate {
  const { event, method, ticketLocale: locale, domain, organizer, alarms, times } = input;
  const ticket = locale && { code: noCode, locale };
  const changes = { sequence: 0, changedAt: new Date(0) };
  const described = describeEvent(event, { domain, organizer, ticket, ...changes });
  const text = buildCalendar({ events: [described], method, alarms, times });
  const [head, rest] = cut(text, `SEQUENCE:0\r\nDTSTAMP:${formatStamp(changes.changedAt)}`);
  // The first line of a description is short, so it is never folded; a whole line cannot come from a text.
  const line = ticket && `\r\nDESCRIPTION:${ticketLine(ticket)}`;
  const [middle, tail] = line === undefined ? [rest, ''] : cut(rest, line);
  return ({ sequence, changedAt, ticketCode: code }) => {
    const start = `${head}SEQUENCE:${sequence}\r\nDTSTAMP:${formatStamp(changedAt)}${middle}`;
    if (locale === undefined || code === undefined) return start + tail;
    return `${start}\r\nDESCRIPTION:${ticketLine({ code, locale })}${tail}`;
  };
}

function cut(text: string, mark: string): [before: string, after: string] {
  const at = text.indexOf(mark);
  // Another release of ical-generator may order its lines otherwise: better no file than a wrong one.
  if (at === -1) throw new Error(`a calendar without ${JSON.stringify(mark)}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

/** `20261201T000000Z` (RFC 5545, 3.3.5, form 2). */
function formatStamp(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}
