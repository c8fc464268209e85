import type { Event } from '../events/schema.js';
import type { Participant } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import type { Locale } from '../runtime/locales.js';
import { buildCalendar, type CalendarInput } from './build-calendar.js';
import { calendarDomain, senderOf } from './calendar-origin.js';
import { calendarTemplate } from './calendar-template.js';
import { isPlainAddress } from './calendar-text.js';
import { describeEvent } from './describe-event.js';
import { calendarErrors } from './errors.js';
import { changesOf } from './event-changes.js';
import type { CalendarMethod } from './schema.js';

/** What of a participant goes into their own file; name and address only where they are asked to answer. */
export type CalendarParticipant = Pick<Participant, 'ticketCode' | 'status' | 'updatedAt'> &
  Partial<Pick<Participant, 'name' | 'email'>>;

export interface EventCalendarInput extends Pick<CalendarInput, 'alarms' | 'times'> {
  event: Event;
  /** Makes it a file for this person: with the code of their ticket when they have one. */
  participant?: CalendarParticipant | undefined;
  /** `cancel` for what is cancelled, else `publish`, when left out. */
  method?: CalendarMethod | undefined;
  /** Of the word before the ticket's code; Korean in Korea, else English, when left out. */
  locale?: Locale | undefined;
}

/** A file as mail attaches it. */
export interface CalendarFile {
  /** `seoul-devday.ics`. */
  filename: string;
  content: string;
  /** `text/calendar; charset=utf-8; method=PUBLISH`. */
  contentType: string;
  method: CalendarMethod;
}

/**
 * The .ics file of an event, for everybody or for one participant. Files of one event, for whomever, have
 * one UID, and a SEQUENCE that rises with every change of the event and of that registration. The
 * participants of one event cost some microseconds each, except with `request`.
 *
 * @throws CALENDAR_REQUEST_INCOMPLETE when an answer is asked for and sender or participant is missing
 */
export function writeEventCalendar(
  { config }: Pick<Context, 'config'>,
  input: EventCalendarInput,
): CalendarFile {
  const { event, participant, alarms, times } = input;
  const method = input.method ?? usualMethod(input);
  const locale = input.locale ?? (config.region === 'KR' ? 'ko' : 'en');
  const common = { domain: calendarDomain(config), organizer: senderOf(config.mail.from) };
  const changes = changesOf(event, participant);
  const ticketCode = method === 'cancel' ? undefined : ticketCodeOf(participant);
  const contentType = `text/calendar; charset=utf-8; method=${method.toUpperCase()}`;
  const file = { filename: `${event.slug}.ics`, contentType, method };
  if (method === 'request') {
    const people = peopleOfRequest(common.organizer, participant);
    const ticket = ticketCode === undefined ? undefined : { code: ticketCode, locale };
    const described = describeEvent(event, { ...common, ...changes, ...people, ticket });
    return { ...file, content: buildCalendar({ events: [described], method, alarms, times }) };
  }
  const ticketLocale = ticketCode === undefined ? undefined : locale;
  const template = calendarTemplate({ event, method, ticketLocale, alarms, times, ...common });
  return { ...file, content: template({ ...changes, ticketCode }) };
}

function usualMethod({ event, participant }: EventCalendarInput): CalendarMethod {
  const isOff = event.status === 'cancelled' || participant?.status === 'cancelled';
  return isOff ? 'cancel' : 'publish';
}

/** Whoever waits for a place or an approval must not be told a code that no gate accepts. */
function ticketCodeOf(participant: CalendarParticipant | undefined): string | undefined {
  return participant?.status === 'registered' ? participant.ticketCode : undefined;
}

/** RFC 5546, 3.2.2: a request has an organizer and at least one attendee. */
function peopleOfRequest(
  organizer: ReturnType<typeof senderOf>,
  participant: CalendarParticipant | undefined,
) {
  if (organizer === undefined) {
    const hint = 'set EVM_MAIL_FROM, for example: Seoul DevDay <devday@example.com>';
    throw calendarErrors.requestIncomplete({ missing: 'a sender', hint });
  }
  const { name, email } = participant ?? {};
  if (name === undefined || email === undefined || !isPlainAddress(email)) {
    const hint = 'name the participant who is asked, or publish the event: --method publish';
    throw calendarErrors.requestIncomplete({ missing: 'a participant with an address', hint });
  }
  return { organizer, attendee: { name, address: email } };
}
