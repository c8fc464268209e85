import type { Knex } from 'knex';
import type { Keyring } from '../runtime/crypto/keyring.js';
import type { Queryable } from '../runtime/database/database.js';
import { participantFromRow, selectParticipants } from './participant-repository.js';
import type { CheckinStatus, Participant, RegistrationStatus } from './schema.js';

/** What a list is narrowed to; all given conditions hold together. */
export interface ParticipantFilter {
  eventId: string;
  status?: RegistrationStatus | undefined;
  checkin?: CheckinStatus | undefined;
  search?: ParticipantSearch | undefined;
}

/** What a search text can mean; a participant is found when one of the meanings fits. */
export interface ParticipantSearch {
  /** Part of a name, in its comparable form. */
  nameKey?: string | undefined;
  emailIndex?: Buffer | undefined;
  number?: number | undefined;
  ticketCode?: string | undefined;
}

/** One page by rising registration number, after `afterNumber`. */
export async function searchParticipants(
  db: Queryable,
  keyring: Keyring,
  filter: ParticipantFilter,
  page: { afterNumber: number; limit: number },
): Promise<Participant[]> {
  const rows = await narrow(selectParticipants(db), filter)
    .andWhere('number', '>', page.afterNumber)
    .orderBy('number')
    .limit(page.limit);
  return rows.map((row) => participantFromRow(keyring, row));
}

export async function countParticipants(db: Queryable, filter: ParticipantFilter): Promise<number> {
  const row = await narrow(db('participants'), filter).count<{ count: number }[]>({ count: '*' });
  return Number(row[0]?.count ?? 0);
}

/** The participants whose comparable name is exactly this one; `limit` is enough to see ambiguity. */
export async function findByExactName(
  db: Queryable,
  keyring: Keyring,
  filter: { eventId: string; nameKey: string },
  limit: number,
): Promise<Participant[]> {
  const rows = await selectParticipants(db)
    .where({ event_id: filter.eventId, name_key: filter.nameKey })
    .orderBy('number')
    .limit(limit);
  return rows.map((row) => participantFromRow(keyring, row));
}

function narrow<Query extends Knex.QueryBuilder>(
  query: Query,
  { eventId, status, checkin, search }: ParticipantFilter,
): Query {
  query.where({ event_id: eventId });
  if (status) query.andWhere({ registration_status: status });
  if (checkin) query.andWhereRaw(`${checkinStatus} = ?`, [checkin]);
  if (search) query.andWhere((either) => orConditions(either, search));
  return query;
}

const checkinStatus = `coalesce(
  (SELECT status FROM checkins WHERE checkins.participant_id = participants.id), 'not_checked_in')`;

function orConditions(
  either: Knex.QueryBuilder,
  { nameKey, emailIndex, number, ticketCode }: ParticipantSearch,
): void {
  if (nameKey) either.orWhereRaw('name_key LIKE ?', [`%${nameKey.replace(/[\\%_]/g, '\\$&')}%`]);
  if (emailIndex) either.orWhere({ email_index: emailIndex });
  if (number !== undefined) either.orWhere({ number });
  if (ticketCode) either.orWhere({ ticket_code: ticketCode });
}

/** The custom responses that the participants of an event have, by name. */
export async function listCustomFields(db: Queryable, eventId: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { field: string }[] }>(
    `SELECT DISTINCT jsonb_object_keys(custom_responses) AS field
     FROM participants WHERE event_id = ?`,
    [eventId],
  );
  // Sorted here: the collations of the two engines differ.
  return rows.map(({ field }) => field).sort();
}
