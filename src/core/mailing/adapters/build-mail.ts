import { LRUCache } from 'lru-cache';
import MimeNode from 'nodemailer/lib/mime-node';
import type { RawMail, ReadyAttachment, ReadyMessage } from '../mail-transport.js';
import { parseMailbox } from '../sender.js';
import { transportErrors } from '../transport-errors.js';
import { checkHeaders } from './check-headers.js';
import { encodeBase64, encodeText, type MimePart, writeMime } from './write-mime.js';

/** RFC 5322, 2.1.1, without the line end. */
const longestLine = 998;

/**
 * The bytes of a message with its envelope, DKIM aside: text and HTML as alternatives, what the HTML
 * shows related to it, and the rest attached. Throws MAIL_UNSAFE_HEADER for whatever would end a header.
 *
 * Headers are nodemailer's. Its tree of nodes is not used: texts and files have the same heads in all
 * messages of an event, and making these anew took most of the time.
 */
export function buildMail(message: ReadyMessage, date: Date): RawMail {
  checkHeaders(message);
  const content = arrange(message);
  const root = describeRoot(message, {
    contentType: `${content.type}; boundary="${content.boundary}"`,
    date,
  });
  const head = foldedHead(root);
  const { boundary, parts } = content;
  const raw = writeMime({ head, boundary, parts });
  const { from, to } = root.getEnvelope();
  const { messageId } = message;
  return { messageId, raw, from: from || message.from.address, to: to[0] ?? message.to.address };
}

/** Bodies are encoded in short lines; only a header may have no place to be folded. */
function foldedHead(node: MimeNode): string {
  const head = node.buildHeaders();
  if (head.split('\r\n').some((line) => line.length > longestLine)) {
    throw transportErrors.unsafeHeader({ header: 'headers' });
  }
  return head;
}

interface Multipart {
  /** `multipart/mixed`, perhaps with parameters, but without the boundary. */
  type: string;
  boundary: string;
  parts: readonly MimePart[];
}

/** What a message consists of; the outermost part becomes the message itself. */
function arrange({ messageId, text, html, attachments }: ReadyMessage): Multipart {
  const shown = attachments.filter(({ contentId }) => contentId !== undefined);
  const attached = attachments.filter(({ contentId }) => contentId === undefined);
  // As unique as the id of the message.
  const base = messageId.replace(/[^A-Za-z0-9]/g, '').slice(0, 32);
  const htmlPart = textPart('text/html; charset=utf-8', html);
  const related =
    shown.length === 0
      ? htmlPart
      : inside(
          multipart('related; type="text/html"', `related-${base}`, [
            htmlPart,
            ...shown.map(filePart),
          ]),
        );
  const plain = textPart('text/plain; charset=utf-8', text);
  const alternative = multipart('alternative', `alternative-${base}`, [plain, related]);
  if (attached.length === 0) return alternative;
  const parts = [inside(alternative), ...attached.map(filePart)];
  return multipart('mixed', `mixed-${base}`, parts);
}

function multipart(kind: string, name: string, parts: readonly MimePart[]): Multipart {
  return { type: `multipart/${kind}`, boundary: `--=_${name}`, parts };
}

function inside({ type, boundary, parts }: Multipart): MimePart {
  return { head: `Content-Type: ${type};\r\n boundary="${boundary}"`, boundary, parts };
}

function textPart(contentType: string, text: string): MimePart {
  const { encoding, body } = encodeText(text);
  return { head: headOf({ contentType, encoding }), body };
}

function filePart({ contentType, filename, contentId, content }: ReadyAttachment): MimePart {
  const head = headOf({ contentType, encoding: 'base64', filename, contentId });
  return { head, body: encodeBase64(content) };
}

interface Leaf {
  contentType: string;
  encoding: string;
  /** Of files only. */
  filename?: string;
  /** The HTML shows it. */
  contentId?: string | undefined;
}

/** The messages of an event have the same ones. */
const heads = new LRUCache<string, string>({ max: 200 });

function headOf(leaf: Leaf): string {
  const { contentType, encoding, filename, contentId } = leaf;
  const key = JSON.stringify([contentType, encoding, filename, contentId]);
  const known = heads.get(key);
  if (known !== undefined) return known;
  const options = filename === undefined ? { textEncoding } : { textEncoding, filename };
  // A node without a parent would have a date, an id and a version of its own.
  const node = new MimeNode('multipart/mixed').createChild(contentType, options);
  if (contentId !== undefined) node.setHeader('Content-Id', `<${contentId}>`);
  node.setHeader('Content-Transfer-Encoding', encoding);
  if (filename !== undefined) {
    node.setHeader('Content-Disposition', contentId === undefined ? 'attachment' : 'inline');
  }
  const head = foldedHead(node);
  heads.set(key, head);
  return head;
}

/** Base64 for words of headers, too. */
const textEncoding = 'B';

function describeRoot(
  message: ReadyMessage,
  { contentType, date }: { contentType: string; date: Date },
): MimeNode {
  const { messageId, from, to, subject, replyTo, headers } = message;
  // It has its boundary already; left to itself, nodemailer draws a random number for one.
  const root = new MimeNode(contentType, { textEncoding, baseBoundary: 'none' });
  for (const [key, value] of Object.entries(headers ?? {})) root.addHeader(key, value);
  for (const [key, value] of unsubscribeHeaders(message)) root.addHeader(key, value);
  // The shape in which nodemailer parses nothing: a name is never read as an address.
  root.setHeader('From', [from]);
  root.setHeader('To', [to]);
  if (replyTo !== undefined) root.setHeader('Reply-To', [parseMailbox(replyTo)]);
  root.setHeader('Subject', subject);
  root.setHeader('Message-ID', messageId);
  root.setHeader('Date', date);
  return root;
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
