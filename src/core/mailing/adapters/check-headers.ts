import type { ReadyMessage } from '../mail-transport.js';
import { parseMailbox } from '../sender.js';
import { transportErrors } from '../transport-errors.js';

/** What ends a line for some reader of mail, or ends a text for one written in C. */
const endsLine = /[\0\n\v\f\r\u0085\u2028\u2029]/;
/** Anything that could make two addresses of one, or a name of an address: RFC 5322, 3.4. */
const address = /^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()[\]\\@]+$/;
const fieldName = /^[A-Za-z][A-Za-z0-9-]*$/;
const messageId = /^<[^\s<>@]+@[^\s<>@]+>$/;
/** What stands between angle brackets, or in a parameter, and cannot be encoded there. */
const token = /^[\x21-\x3b\x3d\x3f-\x7e]+$/;
const contentType = /^[\w.+-]+\/[\w.+-]+(?:;\s*[\w-]+=[\w."+-]+)*$/;

/**
 * Throws MAIL_UNSAFE_HEADER, naming the header and never its value, unless every part of `message` that
 * becomes a header is one line and has its form. nodemailer would mend most of this silently; a message
 * that somebody tried to bend is not sent at all.
 */
export function checkHeaders(message: ReadyMessage): void {
  const { from, to, replyTo, unsubscribe, attachments } = message;
  const replies = replyTo === undefined ? undefined : parseMailbox(replyTo);
  demand('Message-ID', messageId.test(message.messageId));
  demand('From', isLine(from.name) && address.test(from.address));
  demand('To', isLine(to.name) && address.test(to.address));
  demand('Reply-To', !replies || (isLine(replies.name) && address.test(replies.address)));
  demand('Subject', isLine(message.subject));
  if (unsubscribe) {
    const { url, mailto } = unsubscribe;
    demand('List-Unsubscribe', isUrl(url) && (mailto === undefined || token.test(mailto)));
  }
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    demand('further headers', fieldName.test(name) && isLine(value));
  }
  for (const attachment of attachments) {
    demand('Content-Disposition', isLine(attachment.filename) && attachment.filename !== '');
    demand('Content-Type', contentType.test(attachment.contentType));
    demand('Content-ID', attachment.contentId === undefined || token.test(attachment.contentId));
  }
}

function demand(header: string, isRight: boolean): void {
  if (!isRight) throw transportErrors.unsafeHeader({ header });
}

function isLine(text: string): boolean {
  return !endsLine.test(text);
}

function isUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && token.test(text) && !text.includes(',');
}
