import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { parseTicketCode } from '../tickets/ticket-code.js';
import { participantErrors } from './errors.js';
import { parseEmail } from './fields/parse-email.js';
import { findParticipantBy, findParticipantsByEmail } from './participant-repository.js';
import { findByExactName, searchParticipants } from './participant-search-repository.js';
import { formatRegistrationNumber, nameKey, type Participant } from './schema.js';
import { emailIndex } from './seal-participant.js';

/** How many candidates of an ambiguous name are listed. */
const listedCandidates = 5;

/**
 * The one participant that is meant by what a person has at hand: id, registration number (`#042`
 * or `42`), e-mail, ticket code, or a name (the whole one first, else any part of it).
 *
 * Throws PARTICIPANT_NOT_FOUND, or PARTICIPANT_AMBIGUOUS with the candidates' numbers.
 */
export async function findParticipant(
  context: Pick<Context, 'database' | 'keyring'>,
  event: Pick<Event, 'id' | 'slug'>,
  reference: string,
): Promise<Participant> {
  const found =
    (await byKey(context, event.id, reference)) ?? (await byName(context, event, reference));
  if (!found || found.eventId !== event.id) throw participantErrors.notFound({ event: event.slug });
  return found;
}

async function byKey(
  { database, keyring }: Pick<Context, 'database' | 'keyring'>,
  eventId: string,
  reference: string,
): Promise<Participant | undefined> {
  const { knex } = database;
  if (uuid.test(reference)) return await findParticipantBy(knex, keyring, { id: reference });
  const number = parseRegistrationNumber(reference);
  if (number !== undefined) {
    return await findParticipantBy(knex, keyring, { event_id: eventId, number });
  }
  if (reference.includes('@')) {
    const email = parseEmail(reference);
    if (!email.ok) return undefined;
    const index = emailIndex(keyring, email.value);
    return (await findParticipantsByEmail(knex, keyring, eventId, [index]))[0];
  }
  const code = parseTicketCode(reference);
  return code === undefined
    ? undefined
    : await findParticipantBy(knex, keyring, { ticket_code: code });
}

async function byName(
  { database, keyring }: Pick<Context, 'database' | 'keyring'>,
  event: Pick<Event, 'id' | 'slug'>,
  reference: string,
): Promise<Participant | undefined> {
  const key = nameKey(reference);
  if (key === '') return undefined;
  const { knex } = database;
  const limit = listedCandidates + 1;
  const exact = await findByExactName(knex, keyring, { eventId: event.id, nameKey: key }, limit);
  const found =
    exact.length > 0
      ? exact
      : await searchParticipants(
          knex,
          keyring,
          { eventId: event.id, search: { nameKey: key } },
          { afterNumber: 0, limit },
        );
  if (found.length > 1) {
    const numbers = found
      .slice(0, listedCandidates)
      .map(({ number }) => formatRegistrationNumber(number));
    const candidates = found.length > listedCandidates ? [...numbers, '…'] : numbers;
    throw participantErrors.ambiguous({ event: event.slug, candidates });
  }
  return found[0];
}

/** `#042`, `042` or `42`; undefined when it is not a number. */
export function parseRegistrationNumber(text: string): number | undefined {
  const digits = /^#?\s*(\d{1,9})$/.exec(text.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
