import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { parseTicketCode } from '../tickets/ticket-code.js';
import { parseEmail } from './fields/parse-email.js';
import { parseRegistrationNumber } from './find-participant.js';
import {
  countParticipants,
  type ParticipantFilter,
  type ParticipantSearch,
  searchParticipants,
} from './participant-search-repository.js';
import {
  type CheckinStatus,
  nameKey,
  type Participant,
  type RegistrationStatus,
} from './schema.js';
import { emailIndex } from './seal-participant.js';

export interface ListParticipantsInput {
  event: Pick<Event, 'id'>;
  /** Part of a name, an e-mail, a registration number or a ticket code. */
  search?: string | undefined;
  status?: RegistrationStatus | undefined;
  checkin?: CheckinStatus | undefined;
}

/** One page of the participants of an event by registration number, and how many there are in all. */
export async function listParticipants(
  context: Pick<Context, 'database' | 'keyring'>,
  input: ListParticipantsInput,
  page: { afterNumber: number; limit: number },
): Promise<{ participants: Participant[]; total: number; hasMore: boolean }> {
  const filter = toFilter(context, input);
  const { knex } = context.database;
  const oneMore = { ...page, limit: page.limit + 1 };
  const found = await searchParticipants(knex, context.keyring, filter, oneMore);
  const total = await countParticipants(knex, filter);
  const hasMore = found.length > page.limit;
  return { participants: found.slice(0, page.limit), total, hasMore };
}

/** All participants of a list, page by page, so that memory stays flat however many there are. */
export async function* eachParticipant(
  context: Pick<Context, 'database' | 'keyring'>,
  input: ListParticipantsInput,
): AsyncGenerator<Participant> {
  const filter = toFilter(context, input);
  let afterNumber = 0;
  for (;;) {
    const batch = await searchParticipants(context.database.knex, context.keyring, filter, {
      afterNumber,
      limit: pageSize,
    });
    yield* batch;
    const last = batch.at(-1);
    if (!last || batch.length < pageSize) return;
    afterNumber = last.number;
  }
}

const pageSize = 1_000;

function toFilter(
  { keyring }: Pick<Context, 'keyring'>,
  { event, search, status, checkin }: ListParticipantsInput,
): ParticipantFilter {
  const filter: ParticipantFilter = { eventId: event.id, status, checkin };
  return search === undefined ? filter : { ...filter, search: interpret(keyring, search) };
}

function interpret(keyring: Context['keyring'], text: string): ParticipantSearch {
  const email = text.includes('@') ? parseEmail(text) : undefined;
  return {
    nameKey: nameKey(text) || undefined,
    emailIndex: email?.ok ? emailIndex(keyring, email.value) : undefined,
    number: parseRegistrationNumber(text),
    ticketCode: parseTicketCode(text),
  };
}
