import { createEvent } from '../../../src/core/events/create-event.js';
import type { Event } from '../../../src/core/events/schema.js';
import { registerParticipant } from '../../../src/core/participants/register-participant.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import type { Context } from '../../../src/core/runtime/context.js';

/** An event in which everybody who registers through `register` has a place. */
export async function makeEvent(context: Context, slug: string): Promise<Event> {
  return await createEvent(context, {
    slug,
    name: slug,
    startsAt: '2030-12-01 09:00',
    timezone: 'Asia/Seoul',
  });
}

export async function register(context: Context, event: Event, name: string): Promise<Participant> {
  const email = `${context.ids.next()}@example.com`;
  return await registerParticipant(context, {
    event,
    identity: { name, email, phone: null, birthDate: null, customResponses: {} },
    source: 'direct',
    consents: { required: true, marketing: false },
    byOrganiser: true,
  });
}

/** What a reprint will do: the next copy is the newest one. */
export async function reissue(context: Context, participant: Participant): Promise<Participant> {
  const ticketCopy = participant.ticketCopy + 1;
  await context.database
    .knex('participants')
    .where({ id: participant.id })
    .update({ ticket_copy: ticketCopy });
  return { ...participant, ticketCopy };
}
