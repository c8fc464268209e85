import type { Event } from '../events/schema.js';
import { formatRegistrationNumber } from '../participants/schema.js';
import type { Locale } from '../runtime/locales.js';
import { formatTicketCode } from '../tickets/ticket-code.js';
import { brandColor } from './templates/brand-color.js';
import { eventTimes } from './templates/event-times.js';
import { manyLines, oneLine, safeLink } from './templates/plain-text.js';

/** Under which Content-ID a message holds the image of its ticket's QR code. */
export const ticketContentId = 'ticket-qr';

/**
 * All that a template may name, as plain data; what there is none of is null. Every text is on one line
 * (but the description), without control characters and changes of direction; nothing is escaped yet.
 */
export interface TemplateModel {
  event: {
    name: string;
    slug: string;
    /** Day, time and zone: `Tuesday, December 1, 2026 at 9:00 AM (Korean Standard Time)`. */
    starts: string;
    ends: string | null;
    day: string;
    /** From when to when, with the zone; null for whole days. */
    time: string | null;
    zone: string;
    /** In a word or two where to go: the address, `Online` or both. */
    place: string | null;
    address: string | null;
    /** There is no place to go to. */
    is_online: boolean;
    /** http, https or mailto. */
    online_link: string | null;
    /** https. */
    logo_url: string | null;
    /** `#1f4fd8`. */
    color: string;
    /** For text on `color`. */
    on_color: string;
    /** May have several lines. */
    description: string | null;
  };
  participant: {
    name: string;
    /** `#042`. */
    number: string;
  };
  /** For templates that bring a ticket. */
  ticket: {
    /** As people read it: `7K3QM-9XPDR`. */
    code: string;
    /** The source of its image: `cid:ticket-qr`. */
    qr: string;
  };
  /** For bulk templates. Null where this installation has no address on the web. */
  unsubscribe_url: string | null;
}

/** What of an event and a participant a template may show. */
export type DescribedEvent = Pick<
  Event,
  'name' | 'slug' | 'startsAt' | 'endsAt' | 'timezone' | 'location' | 'branding' | 'description'
>;
export interface DescribedParticipant {
  name: string;
  number: number;
  /** As it is stored, without the dash. */
  ticketCode: string;
}

/** Describes an event and one of its participants in a language. */
export function describeForTemplate(described: {
  event: DescribedEvent;
  participant: DescribedParticipant;
  locale: Locale;
  unsubscribeUrl?: string | undefined;
}): TemplateModel {
  const { event, participant, locale, unsubscribeUrl } = described;
  const number = formatRegistrationNumber(participant.number);
  return {
    event: describeEvent(event, locale),
    participant: { name: oneLine(participant.name, longestName) || number, number },
    ticket: { code: formatTicketCode(participant.ticketCode), qr: `cid:${ticketContentId}` },
    unsubscribe_url:
      unsubscribeUrl === undefined ? null : (safeLink(unsubscribeUrl, webProtocols) ?? null),
  };
}

const longestName = 100;
const longestLine = 200;
const longestDescription = 1500;
const webProtocols = ['https:', 'http:'];

/** Describes an event alone. */
export function describeEvent(event: DescribedEvent, locale: Locale): TemplateModel['event'] {
  const { location, branding } = event;
  const { color, onColor } = brandColor(branding?.primaryColor);
  const address = textOrNull(oneLine(location?.address ?? '', longestLine));
  return {
    name: oneLine(event.name, longestLine),
    slug: event.slug,
    ...eventTimes(event, locale),
    place: describePlace(location?.type, address, locale),
    address,
    is_online: location?.type === 'online',
    online_link: safeLink(location?.onlineLink ?? '', [...webProtocols, 'mailto:']) ?? null,
    // http images are not loaded by most mail programs, or with a warning.
    logo_url: safeLink(branding?.logoUrl ?? '', ['https:']) ?? null,
    color,
    on_color: onColor,
    description: textOrNull(manyLines(event.description ?? '', longestDescription)),
  };
}

const online = { ko: '온라인', en: 'Online' } as const satisfies Record<Locale, string>;

function describePlace(
  type: 'physical' | 'online' | 'hybrid' | undefined,
  address: string | null,
  locale: Locale,
): string | null {
  const places = [address, type === 'online' || type === 'hybrid' ? online[locale] : null];
  return textOrNull(places.filter((place) => place !== null).join(' · '));
}

function textOrNull(text: string): string | null {
  return text === '' ? null : text;
}
