import type { Event, EventStatus } from '../events/schema.js';
import type { Locale } from '../runtime/locales.js';
import { formatTicketCode } from '../tickets/ticket-code.js';
import { cleanLink } from './calendar-text.js';
import { eventSpan } from './event-span.js';
import type { CalendarEvent, CalendarPerson } from './schema.js';

/** What of an event a calendar shows. */
export type ShownEvent = Pick<
  Event,
  | 'id'
  | 'name'
  | 'description'
  | 'location'
  | 'startsAt'
  | 'endsAt'
  | 'timezone'
  | 'status'
  | 'branding'
>;

export interface DescribeOptions {
  /** The right side of the UID; must stay the same, or calendars show the event twice. */
  domain: string;
  /** Must rise with each change. */
  sequence: number;
  /** When the last change was made. */
  changedAt: Date;
  organizer?: CalendarPerson | undefined;
  /** Of the one person whom the file is for. */
  attendee?: CalendarPerson | undefined;
  ticket?: { code: string; locale: Locale } | undefined;
}

const statuses = {
  draft: 'TENTATIVE',
  published: 'CONFIRMED',
  in_progress: 'CONFIRMED',
  completed: 'CONFIRMED',
  cancelled: 'CANCELLED',
} as const satisfies Record<EventStatus, CalendarEvent['status']>;

const ticketWords = { ko: '입장권', en: 'Ticket' } as const satisfies Record<Locale, string>;

/** An event as a calendar shows it. Nothing of any person unless `attendee` or `ticket` is given. */
export function describeEvent(event: ShownEvent, options: DescribeOptions): CalendarEvent {
  const { domain, sequence, changedAt, organizer, attendee, ticket } = options;
  const { address, coordinates, onlineLink } = event.location ?? {};
  const url = onlineLink === undefined ? undefined : cleanLink(onlineLink);
  return {
    uid: `${event.id}@${domain}`,
    sequence,
    stamp: changedAt,
    status: statuses[event.status],
    span: eventSpan(event),
    name: event.name,
    // Google and Outlook show no URL, but do make a link of a place.
    place: address ?? url,
    geo: coordinates,
    url,
    description: describe(event, url, ticket),
    color: event.branding?.primaryColor,
    image: event.branding && cleanLink(event.branding.logoUrl),
    organizer,
    attendee,
  };
}

/** How the line with a ticket's code reads; always the first of the description. */
export function ticketLine({ code, locale }: { code: string; locale: Locale }): string {
  return `${ticketWords[locale]}: ${formatTicketCode(code)}`;
}

function describe(
  { description, location }: ShownEvent,
  url: string | undefined,
  ticket: DescribeOptions['ticket'],
): string | undefined {
  const link = location?.onlineLink;
  const isLinked = link !== undefined && description?.includes(link);
  const parts = [ticket && ticketLine(ticket), description, isLinked ? undefined : url].filter(
    (part) => part !== undefined && part !== '',
  );
  return parts.length === 0 ? undefined : parts.join('\n\n');
}
