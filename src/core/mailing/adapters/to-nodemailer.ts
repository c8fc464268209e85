import MailComposer, { type MailComposerOptions } from 'nodemailer/lib/mail-composer';
import type { ReadyMessage } from '../mail-transport.js';
import { parseMailbox } from '../sender.js';
import { transportErrors } from '../transport-errors.js';
import { checkHeaders } from './check-headers.js';
import { writeMime } from './write-mime.js';

/** RFC 5322, 2.1.1, without the line end. */
const longestLine = 998;

/** A message as it goes over the wire, with the envelope that it goes in. */
export interface RawMail {
  raw: Buffer;
  from: string;
  to: string;
}

/**
 * The options for nodemailer's composer: text and HTML as alternatives, what the HTML shows related to
 * it, and the rest attached. Throws MAIL_UNSAFE_HEADER for whatever would end a header.
 */
export function toNodemailer(message: ReadyMessage, date: Date): MailComposerOptions {
  checkHeaders(message);
  const { messageId, from, to, subject, text, html, replyTo, headers } = message;
  return {
    messageId,
    date,
    // The shape in which nodemailer parses nothing: a name is never read as an address.
    from: [from],
    to: [to],
    ...(replyTo === undefined ? {} : { replyTo: [parseMailbox(replyTo)] }),
    subject,
    text,
    html,
    headers: [...Object.entries(headers ?? {}), ...unsubscribeHeaders(message)].map(
      ([key, value]) => ({ key, value }),
    ),
    attachments: message.attachments.map(({ filename, contentType, content, contentId }) => ({
      filename,
      contentType,
      content,
      contentTransferEncoding: 'base64',
      contentDisposition: contentId === undefined ? 'attachment' : 'inline',
      ...(contentId === undefined ? {} : { cid: contentId }),
    })),
    textEncoding: 'base64',
    // As unique as the id, and nodemailer's own costs a random number for each part.
    baseBoundary: messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 32),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The bytes of a message, DKIM aside. Throws MAIL_UNSAFE_HEADER. */
export async function buildMime(message: ReadyMessage, date = new Date()): Promise<Buffer> {
  return (await buildMail(message, date)).raw;
}

/** The same with its envelope, in which domains are in their ASCII form. */
export async function buildMail(message: ReadyMessage, date: Date): Promise<RawMail> {
  const node = new MailComposer(toNodemailer(message, date)).compile();
  const { from, to } = node.getEnvelope();
  const raw = writeMime(node);
  // Bodies are encoded in short lines, so this can only be a header that has no place to be folded.
  if (hasLongLine(raw)) throw transportErrors.unsafeHeader({ header: 'headers' });
  return { raw, from: from || message.from.address, to: to[0] ?? message.to.address };
}

/** RFC 8058: both headers, or the button of the mail client does nothing. */
function unsubscribeHeaders({ unsubscribe }: ReadyMessage): [string, string][] {
  if (!unsubscribe) return [];
  const { url, mailto } = unsubscribe;
  const address = mailto?.replace(/^mailto:/i, '');
  return [
    ['List-Unsubscribe', address === undefined ? `<${url}>` : `<${url}>, <mailto:${address}>`],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
  ];
}

function hasLongLine(raw: Buffer): boolean {
  let start = 0;
  for (let end = raw.indexOf('\r\n'); end !== -1; end = raw.indexOf('\r\n', start)) {
    if (end - start > longestLine) return true;
    start = end + 2;
  }
  return raw.length - start > longestLine;
}
