import { writeEventCalendar } from '../calendar/write-calendar.js';
import type { Event } from '../events/schema.js';
import type { Participant } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { issueTicket } from '../tickets/show-ticket.js';
import { renderTicketPng } from '../tickets/ticket-qr.js';
import { type Ingredients, readIngredients } from './ingredients.js';
import { localeOf } from './locale-of.js';
import type { ReadyAttachment, ReadyMessage } from './mail-transport.js';
import { messageIdOf } from './message-id.js';
import { renderMessage } from './render-message.js';
import { type TemplateName, templates } from './schema.js';
import { domainOf, senderOf } from './sender.js';
import { describeForTemplate, ticketContentId } from './template-model.js';
import { createUnsubscribeToken, createUnsubscribeUrl } from './unsubscribe-token.js';

/** What a message is made of. */
export interface MessageParts {
  id: string;
  template: TemplateName;
  event: Event;
  participant: Participant;
}

/** The message of this id for this participant, whether there is a row for it or not. */
export async function composeFor(context: Context, parts: MessageParts): Promise<ReadyMessage> {
  const { id, template, participant } = parts;
  const ingredients = await readIngredients(context, parts);
  return await composeMessage(context, { id, template, participant, ingredients });
}

/** The same of what was read before. Errors: TEMPLATE_INVALID, TICKET_NOT_ISSUED. */
export async function composeMessage(
  context: Context,
  parts: Omit<MessageParts, 'event'> & { ingredients: Ingredients },
): Promise<ReadyMessage> {
  const { id, participant, ingredients } = parts;
  const { event, source } = ingredients;
  const locale = localeOf(event);
  const unsubscribeUrl = unsubscribeUrlOf(context, parts);
  const model = describeForTemplate({ event, participant, locale, unsubscribeUrl });
  const rendered = await renderMessage({ source, model, locale });
  const from = senderOf(context.config);
  const messageId = messageIdOf(id, domainOf(from));
  return {
    ...rendered,
    messageId,
    from: { ...from, name: from.name || event.name },
    to: { name: participant.name, address: participant.email },
    replyTo: context.config.mail.replyTo,
    unsubscribe: unsubscribeUrl === undefined ? undefined : { url: unsubscribeUrl },
    attachments: await attachmentsOf(context, participant, ingredients),
    headers: {
      // No out-of-office answers to a machine: RFC 3834.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      // Some services replace the Message-ID; bounces are found by this one then.
      'X-EVM-Message-ID': messageId,
    },
  };
}

function unsubscribeUrlOf(
  { config, keyring }: Pick<Context, 'config' | 'keyring'>,
  { id, template }: Pick<MessageParts, 'id' | 'template'>,
): string | undefined {
  const { publicUrl } = config.mail;
  // One click has to be an https address: RFC 8058, 3.1.
  if (!publicUrl?.startsWith('https:') || templates[template] !== 'bulk') return undefined;
  return createUnsubscribeUrl(publicUrl, createUnsubscribeToken(keyring, id));
}

/** Tickets bring their QR code, inline and as a file, and the event for the calendar. */
async function attachmentsOf(
  context: Context,
  participant: Participant,
  { event, signingKey }: Ingredients,
): Promise<ReadyAttachment[]> {
  if (!signingKey) return [];
  const { payload } = issueTicket(signingKey, event, participant);
  const image = await renderTicketPng(payload);
  const calendar = writeEventCalendar(context, {
    event,
    participant,
    locale: localeOf(event),
  });
  return [
    {
      filename: 'ticket.png',
      contentType: 'image/png',
      content: image,
      contentId: ticketContentId,
    },
    {
      filename: calendar.filename,
      contentType: calendar.contentType,
      content: Buffer.from(calendar.content),
    },
  ];
}
