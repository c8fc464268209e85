import { localeOf } from '../mailing/locale-of.js';
import type { ReadyMessage } from '../mailing/mail-transport.js';
import { messageIdOf } from '../mailing/message-id.js';
import { domainOf, senderOf } from '../mailing/sender.js';
import type { Context } from '../runtime/context.js';
import { renderNotice } from './render-notice.js';
import type { Notice, NoticeRecipient } from './schema.js';
import { findEventWords, findImportWords } from './words-repository.js';

/**
 * Makes the mail of a notice, from what its event is called now; undefined when the event is gone for
 * good, and the notice with it. The same notice has the same Message-ID each time.
 */
export async function composeNotice(
  { config, database }: Pick<Context, 'config' | 'database'>,
  notice: Notice,
  recipient: NoticeRecipient,
): Promise<ReadyMessage | undefined> {
  const { id, eventId, subjectId } = notice;
  const event = await findEventWords(database.knex, eventId);
  if (!event) return undefined;
  const isAboutImport =
    notice.kind === 'processing_complete' || notice.kind === 'processing_failed';
  const about = isAboutImport ? await findImportWords(database.knex, subjectId) : undefined;
  const locale = localeOf(event);
  const { name: recipientName } = recipient;
  const from = senderOf(config);
  const messageId = messageIdOf(id, domainOf(from));
  return {
    ...renderNotice({ ...notice, event, about, recipientName, locale }),
    messageId,
    from: { ...from, name: from.name || event.name },
    to: { name: recipient.name, address: recipient.address },
    replyTo: config.mail.replyTo,
    attachments: [],
    headers: {
      // No out-of-office answers to a machine: RFC 3834.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
  };
}
