import type { Event } from '../../../src/core/events/schema.js';
import { insertMessages } from '../../../src/core/mailing/message-repository.js';
import type { TemplateName } from '../../../src/core/mailing/schema.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import type { Context } from '../../../src/core/runtime/context.js';
import { registerPeople } from '../events/sample-event.js';

/** Queues one message that is due at once; returns its id. */
export async function queueMail(
  context: Context,
  {
    event,
    participant,
    template,
  }: { event: Event; participant: Participant; template: TemplateName },
): Promise<string> {
  const occasion = context.ids.next();
  await context.database.transaction(async (trx) => {
    await insertMessages(trx, context.ids, {
      eventId: event.id,
      template,
      occasion,
      campaignId: null,
      participantIds: [participant.id],
    });
  });
  const row = await context.database.knex('messages').where({ occasion }).first('id');
  return (row as { id: string }).id;
}

/** Messages that a server has accepted, one for each of so many new people. */
export async function submitMail(
  context: Context,
  event: Event,
  { count, campaignId = null }: { count: number; campaignId?: string | null },
): Promise<{ person: Participant; id: string }[]> {
  const { database, ids } = context;
  const people = await registerPeople(context, event, count);
  const participantIds = people.map(({ id }) => id);
  const occasion = ids.next();
  await database.transaction(async (trx) => {
    const messages = { eventId: event.id, template: 'reminder', occasion, campaignId } as const;
    await insertMessages(trx, ids, { ...messages, participantIds });
    const now = trx.raw('clock_timestamp()');
    await trx('messages').where({ occasion }).update({
      state: 'done',
      outcome: 'submitted',
      submissions: 1,
      submission_began_at: now,
      submitted_at: now,
    });
  });
  const rows = await database
    .knex('messages')
    .where({ occasion })
    .orderBy('id')
    .select<{ id: string }[]>('id');
  return people.map((person, index) => ({ person, id: rows[index]?.id as string }));
}

/** An active campaign of reminders. */
export async function insertCampaign(context: Context, event: Event, id: string): Promise<void> {
  await context.database
    .knex('campaigns')
    .insert({ id, event_id: event.id, template: 'reminder', occasion: id, started_by: 'tester' });
}
