import type { Keyring } from '../runtime/crypto/keyring.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';
import { type CheckinColumn, checkinColumn } from './checkin-sql.js';
import {
  type CustomResponses,
  nameKey,
  type Participant,
  type ParticipantSource,
  type RegistrationStatus,
} from './schema.js';
import { openPersonalData, type SealedIdentity, sealPersonalData } from './seal-participant.js';

export interface ParticipantRow extends SealedIdentity {
  id: string;
  event_id: string;
  number: number;
  name: string;
  name_key: string;
  custom_responses: CustomResponses;
  ticket_code: string;
  ticket_copy: number;
  registration_status: RegistrationStatus;
  source: ParticipantSource;
  import_id: string | null;
  registered_at: Date;
  waitlisted_at: Date | null;
  cancelled_at: Date | null;
  required_consent_at: Date | null;
  marketing_consent_at: Date | null;
  created_at: Date;
  updated_at: Date;
  checkin: CheckinColumn | null;
}

/** Everything that a participant is read from. */
export function selectParticipants(db: Queryable) {
  return db('participants').select<ParticipantRow[]>('participants.*', db.raw(checkinColumn));
}

/** One row as a participant, personal data decrypted. */
export function participantFromRow(keyring: Keyring, row: ParticipantRow): Participant {
  const { checkin } = row;
  return {
    id: row.id,
    eventId: row.event_id,
    number: row.number,
    name: row.name,
    ...openPersonalData(keyring, row.id, row),
    customResponses: row.custom_responses,
    ticketCode: row.ticket_code,
    ticketCopy: row.ticket_copy,
    status: row.registration_status,
    source: row.source,
    importId: row.import_id,
    registeredAt: row.registered_at,
    waitlistedAt: row.waitlisted_at,
    cancelledAt: row.cancelled_at,
    consents: { requiredAt: row.required_consent_at, marketingAt: row.marketing_consent_at },
    checkin: {
      status: checkin?.status ?? 'not_checked_in',
      at: checkin?.at ? new Date(checkin.at) : null,
      by: checkin?.by ?? null,
      deviceId: checkin?.deviceId ?? null,
    },
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** Inserts one participant; the unique keys of e-mail, number and ticket code are the database's. */
export async function insertParticipant(
  trx: Transaction,
  keyring: Keyring,
  participant: Participant,
): Promise<void> {
  await trx('participants').insert({
    id: participant.id,
    event_id: participant.eventId,
    number: participant.number,
    ticket_code: participant.ticketCode,
    ticket_copy: participant.ticketCopy,
    source: participant.source,
    import_id: participant.importId,
    created_at: participant.createdAt,
    ...changingColumns(keyring, participant),
  });
}

/** Writes everything of a participant that may change after registration. */
export async function saveParticipant(
  trx: Transaction,
  keyring: Keyring,
  participant: Participant,
): Promise<void> {
  await trx('participants')
    .where({ id: participant.id })
    .update(changingColumns(keyring, participant));
}

export async function findParticipantBy(
  db: Queryable,
  keyring: Keyring,
  where: { id: string } | { event_id: string; number: number } | { ticket_code: string },
): Promise<Participant | undefined> {
  const [row] = await selectParticipants(db).where(where).limit(1);
  return row && participantFromRow(keyring, row);
}

/** Those of these ids that there are, in no order. */
export async function findParticipantsById(
  db: Queryable,
  keyring: Keyring,
  ids: readonly string[],
): Promise<Participant[]> {
  const rows = await selectParticipants(db).whereRaw('id = ANY(?::uuid[])', [ids as string[]]);
  return rows.map((row) => participantFromRow(keyring, row));
}

/**
 * The participants of an event that have one of these e-mail indexes; at most one for each.
 *
 * Looked up one by one, in a form that only the index of addresses can serve: what the database knows of an event
 * may be of before its list came (docs/decisions/0025). The pairs say the event within that index.
 */
export async function findParticipantsByEmail(
  db: Queryable,
  keyring: Keyring,
  eventId: string,
  indexes: readonly Buffer[],
): Promise<Participant[]> {
  const rows = await selectParticipants(db).from(
    db.raw(
      `(SELECT DISTINCT * FROM unnest(?::bytea[])) AS wanted (email_index)
       CROSS JOIN LATERAL (SELECT * FROM participants
         WHERE email_index = wanted.email_index
           AND (email_index, event_id) >= (wanted.email_index, ?::uuid)
           AND (email_index, event_id) <= (wanted.email_index, ?::uuid)
         LIMIT 1) AS participants`,
      [indexes as Buffer[], eventId, eventId],
    ),
  );
  return rows.map((row) => participantFromRow(keyring, row));
}

/**
 * Locks one participant of an event until the transaction ends, and reads it as it is then. Not against those
 * who only refer to it, such as a campaign that is being started.
 */
export async function lockParticipant(
  trx: Transaction,
  keyring: Keyring,
  { id, eventId }: { id: string; eventId: string },
): Promise<Participant | undefined> {
  const [row] = await selectParticipants(trx).where({ id, event_id: eventId }).forNoKeyUpdate();
  return row && participantFromRow(keyring, row);
}

/** The next ones in line, first in first out. Call with the registration counter locked. */
export async function nextWaitlisted(
  trx: Transaction,
  eventId: string,
  limit: number,
): Promise<{ id: string; number: number }[]> {
  return await trx('participants')
    .where({ event_id: eventId, registration_status: 'waitlisted' })
    .orderBy([{ column: 'waitlisted_at' }, { column: 'number' }])
    .limit(limit)
    .select<{ id: string; number: number }[]>('id', 'number');
}

/** Gives waitlisted participants their place; imported ones need no approval. */
export async function markPromoted(
  trx: Transaction,
  { ids, requiresApproval, at }: { ids: readonly string[]; requiresApproval: boolean; at: Date },
): Promise<void> {
  const status: RegistrationStatus = requiresApproval ? 'pending' : 'registered';
  await trx('participants')
    .whereIn('id', ids as string[])
    .update({
      registration_status: trx.raw("CASE source WHEN 'import' THEN 'registered' ELSE ? END", [
        status,
      ]),
      waitlisted_at: null,
      updated_at: at,
    });
}

function changingColumns(keyring: Keyring, participant: Participant) {
  return {
    name: participant.name,
    name_key: nameKey(participant.name),
    ...sealPersonalData(keyring, participant.id, participant),
    custom_responses: JSON.stringify(participant.customResponses),
    registration_status: participant.status,
    registered_at: participant.registeredAt,
    waitlisted_at: participant.waitlistedAt,
    cancelled_at: participant.cancelledAt,
    required_consent_at: participant.consents.requiredAt,
    marketing_consent_at: participant.consents.marketingAt,
    updated_at: participant.updatedAt,
  };
}
