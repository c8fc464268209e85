import { DateTime } from 'luxon';
import type { Event } from '../events/schema.js';
import {
  type CustomResponses,
  formatRegistrationNumber,
  type Participant,
} from '../participants/schema.js';
import { formatTicketCode } from '../tickets/ticket-code.js';
import { coverText } from './fonts/cover-text.js';
import type { Badge } from './schema.js';

/** Where a company is looked for, in this order: evm's own id and what forms call it. */
const companyIds = ['company', 'organization', 'organisation', 'affiliation', '회사', '소속'];

/** The values that are the same on all badges of an event. */
export function eventFields(event: Pick<Event, 'name' | 'startsAt' | 'timezone'>): Badge['fields'] {
  const date = DateTime.fromJSDate(event.startsAt, { zone: event.timezone }).toISODate();
  return { event: event.name, date: date ?? '' };
}

/**
 * What is printed on the badge of a participant. A name of which the fonts have nothing, as one in emoji,
 * is the registration number: a badge without a name helps nobody.
 */
export function composeBadge(facts: {
  event: Pick<Event, 'name' | 'startsAt' | 'timezone'>;
  participant: Pick<
    Participant,
    'name' | 'number' | 'ticketCode' | 'ticketCopy' | 'customResponses'
  >;
  /** What the QR code says: the signed payload of the current copy. */
  payload: string | null;
  /** The name of the gate at which it is printed. */
  gate?: string | undefined;
}): Badge {
  const { event, participant, payload, gate = '' } = facts;
  const number = formatRegistrationNumber(participant.number);
  return {
    fields: {
      ...responseFields(participant.customResponses),
      ...eventFields(event),
      name: isDrawable(participant.name) ? participant.name : number,
      company: companyOf(participant.customResponses),
      number,
      gate,
      code: formatTicketCode(participant.ticketCode),
      copy: String(participant.ticketCopy),
    },
    qr: payload,
  };
}

function isDrawable(name: string): boolean {
  return /[\p{L}\p{N}]/u.test(coverText(name, 'Noto Sans KR').text);
}

function companyOf(responses: CustomResponses): string {
  const id = companyIds.find((one) => textOf(responses[one] ?? null) !== '');
  return id === undefined ? '' : textOf(responses[id] ?? null);
}

function responseFields(responses: CustomResponses): Record<string, string> {
  return Object.fromEntries(
    Object.entries(responses).map(([id, value]) => [`field.${id}`, textOf(value)]),
  );
}

function textOf(value: CustomResponses[string]): string {
  return value === null ? '' : String(value);
}
