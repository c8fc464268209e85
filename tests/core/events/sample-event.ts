import { createEvent } from '../../../src/core/events/create-event.js';
import type { NewEvent } from '../../../src/core/events/event-input.js';
import type { Event } from '../../../src/core/events/schema.js';
import { registerParticipant } from '../../../src/core/participants/register-participant.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import type { Context } from '../../../src/core/runtime/context.js';

/** An event with a slug that no other test has. */
export async function makeEvent(context: Context, details: Partial<NewEvent> = {}): Promise<Event> {
  return await createEvent(context, {
    slug: `event-${context.random.bytes(6).toString('hex')}`,
    name: 'DevDay',
    startsAt: '2030-12-01 09:00',
    timezone: 'Asia/Seoul',
    ...details,
  });
}

/** Registers so many people, one after the other; whoever finds no place waits. */
export async function registerPeople(
  context: Context,
  event: Event,
  count: number,
): Promise<Participant[]> {
  const people: Participant[] = [];
  for (let index = 0; index < count; index++) {
    const email = `${context.ids.next()}@example.com`;
    people.push(
      await registerParticipant(context, {
        event,
        identity: { name: 'Kim', email, phone: null, birthDate: null, customResponses: {} },
        source: 'direct',
        consents: { required: true, marketing: false },
        byOrganiser: true,
      }),
    );
  }
  return people;
}

/** The facts that were recorded about an event, oldest first. */
export async function factsOf(
  context: Context,
  eventId: string,
): Promise<{ type: string; data: object }[]> {
  return await context.database
    .knex('domain_events')
    .where({ event_id: eventId })
    .orderBy('id')
    .select<{ type: string; data: object }[]>('type', 'data');
}
