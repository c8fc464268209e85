import type { Event } from '../../../src/core/events/schema.js';
import { insertMessages } from '../../../src/core/mailing/message-repository.js';
import type { TemplateName } from '../../../src/core/mailing/schema.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import type { Context } from '../../../src/core/runtime/context.js';

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
