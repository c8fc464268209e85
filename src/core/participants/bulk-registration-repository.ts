import type { Knex } from 'knex';
import type { Keyring } from '../runtime/crypto/keyring.js';
import type { ColumnValue } from '../runtime/database/binary-encoders.js';
import type { RowCopy } from '../runtime/database/copy-rows.js';
import type { Database, Transaction } from '../runtime/database/database.js';
import type { SealedCandidate } from './bulk-registration.js';
import type { PlannedCreate } from './plan-bulk-registration.js';
import { nameKey, type Participant } from './schema.js';
import { encryptPersonalData } from './seal-participant.js';

const columns = [
  'id',
  'event_id',
  'number',
  'name',
  'name_key',
  'personal_encrypted',
  'email_index',
  'custom_responses',
  'ticket_code',
  'registration_status',
  'source',
  'import_id',
  'registered_at',
  'waitlisted_at',
  'required_consent_at',
  'marketing_consent_at',
  'created_at',
  'updated_at',
  'draw_id',
] as const;

/** Makes ready to append new participants by COPY; the plan keeps out every known address. */
export async function openParticipantCopy(database: Database, trx: Transaction): Promise<RowCopy> {
  return await database.copyInto(trx, { table: 'participants', columns });
}

/**
 * The row of a new participant, for `openParticipantCopy`. Its id in draws is made here, though the table would make one:
 * PostgreSQL writes many rows at once only where it has nothing to draw for each.
 */
export function participantRow(
  { candidate, number, status }: PlannedCreate<SealedCandidate>,
  { ticketCode, drawId }: { ticketCode: string; drawId: Buffer },
  { eventId, importId, now }: { eventId: string; importId: string; now: Date },
): ColumnValue[] {
  const { id, name, sealed, consents } = candidate;
  return [
    id,
    eventId,
    number,
    name,
    nameKey(name),
    sealed.personal_encrypted,
    sealed.email_index,
    JSON.stringify(candidate.customResponses),
    ticketCode,
    status,
    'import',
    importId,
    now,
    status === 'waitlisted' ? now : null,
    consents?.required ? now : null,
    consents?.marketing ? now : null,
    now,
    now,
    drawId,
  ];
}

/** Writes what a list may change of participants, all of a batch in one statement. */
export async function updateParticipants(
  trx: Transaction,
  keyring: Keyring,
  participants: readonly Participant[],
): Promise<void> {
  await trx.raw(
    `UPDATE participants AS p SET
       name = v.name, name_key = v.name_key,
       personal_encrypted = v.personal_encrypted,
       custom_responses = v.custom_responses,
       required_consent_at = v.required_consent_at, marketing_consent_at = v.marketing_consent_at,
       updated_at = v.updated_at
     FROM unnest(?::uuid[], ?::text[], ?::text[], ?::bytea[], ?::jsonb[],
       ?::timestamptz[], ?::timestamptz[], ?::timestamptz[]) AS v (id, name, name_key,
       personal_encrypted, custom_responses,
       required_consent_at, marketing_consent_at, updated_at)
     WHERE p.id = v.id`,
    [
      participants.map(({ id }) => id),
      participants.map(({ name }) => name),
      participants.map(({ name }) => nameKey(name)),
      participants.map((participant) => encryptPersonalData(keyring, participant.id, participant)),
      participants.map(({ customResponses }) => JSON.stringify(customResponses)),
      participants.map(({ consents }) => consents.requiredAt),
      participants.map(({ consents }) => consents.marketingAt),
      participants.map(({ updatedAt }) => updatedAt),
    ] as unknown[] as Knex.RawBinding[],
  );
}
