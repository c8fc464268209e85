import type { Event } from '../../../src/core/events/schema.js';
import {
  type RegisterInput,
  registerParticipant,
} from '../../../src/core/participants/register-participant.js';
import type { Participant, ParticipantIdentity } from '../../../src/core/participants/schema.js';
import type { Context } from '../../../src/core/runtime/context.js';
import type { Queryable } from '../../../src/core/runtime/database/database.js';

/** Registers somebody who fills in the public form; what is not given is made up. */
export async function join(
  context: Context,
  event: Event,
  options: Partial<ParticipantIdentity> & Partial<Omit<RegisterInput, 'event' | 'identity'>> = {},
): Promise<Participant> {
  const { source, consents, byOrganiser, ...identity } = options;
  return await registerParticipant(context, {
    event,
    identity: {
      name: '홍길동',
      email: `${context.ids.next()}@example.com`,
      phone: null,
      birthDate: null,
      customResponses: {},
      ...identity,
    },
    source: source ?? 'direct',
    consents: consents ?? { required: true, marketing: false },
    byOrganiser: byOrganiser ?? false,
  });
}

/** Rows that only look like participants, so many of each event: nobody can read what would be encrypted. */
export async function addManyPeople(
  db: Queryable,
  eventIds: readonly string[],
  count: number,
): Promise<void> {
  await db.raw(
    `INSERT INTO participants (id, event_id, number, name, name_key, personal_encrypted,
       email_index, ticket_code, registration_status, source)
     SELECT gen_random_uuid(), event_id, n, 'Kim', 'kim', '\\x00'::bytea,
       sha256((event_id::text || n)::bytea), md5(event_id::text || n), 'registered', 'import'
     FROM unnest(?::uuid[]) AS event_id, generate_series(1, ?) AS n`,
    [[...eventIds], count],
  );
}

/** Marks people as checked in, as if they had come; of how, nothing remains. */
export async function markCheckedIn(
  { database }: Pick<Context, 'database'>,
  ...ids: readonly string[]
): Promise<void> {
  await database.knex('checkins').insert(
    ids.map((id) => ({
      participant_id: id,
      status: 'checked_in',
      inside: true,
      version: 1,
      gate_ids: [],
      times: [],
    })),
  );
}

/** Number and status of everybody, by number: `['1 registered', '2 waitlisted']`. */
export async function standings(context: Context, event: Pick<Event, 'id'>): Promise<string[]> {
  const rows = await context.database
    .knex('participants')
    .where({ event_id: event.id })
    .orderBy('number')
    .select<{ number: number; registration_status: string }[]>('number', 'registration_status');
  return rows.map((row) => `${row.number} ${row.registration_status}`);
}

/** What the counter of an event says. */
export async function counterOf(
  context: Context,
  event: Pick<Event, 'id'>,
): Promise<{ last_number: number; occupied: number }> {
  return await context.database
    .knex('registration_counters')
    .where({ event_id: event.id })
    .first('last_number', 'occupied');
}
