import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { type MessageDocument, messageDocument } from './message-document.js';
import { listMessageRows } from './message-search-repository.js';
import type { MessageStatus, TemplateName } from './schema.js';

/** The messages of an event that changed last, and how many there are of the kind asked for. */
export async function listMessages(
  { database }: Pick<Context, 'database'>,
  event: Pick<Event, 'id'>,
  wanted: {
    status?: MessageStatus | undefined;
    template?: TemplateName | undefined;
    limit: number;
  },
): Promise<{ total: number; messages: MessageDocument[] }> {
  const { limit, ...filter } = wanted;
  const found = await listMessageRows(database.knex, { eventId: event.id, ...filter }, limit);
  return { total: found.total, messages: found.messages.map(messageDocument) };
}
