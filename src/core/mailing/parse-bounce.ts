import PostalMime, { addressParser, type Email } from 'postal-mime';
import { parseEmail } from '../participants/fields/parse-email.js';
import { type BounceReport, type Diagnosis, judgeHardness } from './bounce-report.js';
import { parseMessageId } from './message-id.js';

/**
 * Our own mail with its QR code and the report about it are far smaller. Not more, because a mail of
 * blank lines takes postal-mime time by the square of its length: ten seconds for this one.
 */
export const maxReportBytes = 1024 * 1024;
/** Of running text, which is searched, more is not looked at. */
const searchedCharacters = 256 * 1024;

/**
 * What a raw message (RFC 5322, as a mailbox holds it) reports about a message of ours: delivery status
 * reports (RFC 3464), complaints (RFC 5965), and the plain text of servers that follow neither. Anything
 * else, and whatever is too long or malformed, is `other`. Never throws.
 *
 * Nobody signs such reports, so whoever knows a Message-ID can make one. That is the recipient.
 */
export async function parseBounce(raw: Uint8Array): Promise<BounceReport> {
  if (raw.length > maxReportBytes) return { kind: 'other' };
  try {
    const email = await PostalMime.parse(raw, {
      // What was returned is evidence, not content: its text must not be taken for the server's.
      forceRfc822Attachments: true,
      maxNestingDepth: 20,
    });
    return readReport(email);
  } catch {
    return { kind: 'other' };
  }
}

function readReport(email: Email): BounceReport {
  const feedback = partOf(email, /^message\/feedback-report$/);
  if (feedback !== undefined) return readFeedback(email, feedback);
  const status = partOf(email, /^message\/(?:global-)?delivery-status$/);
  if (status !== undefined) return readDeliveryStatus(email, status);
  return readPlainText(email);
}

/** RFC 5965; `auth-failure`, `virus` and `not-spam` are no complaints of the recipient. */
function readFeedback(email: Email, text: string): BounceReport {
  const type = readFieldGroups(text)[0]?.get('feedback-type') ?? '';
  if (!/^(?:abuse|fraud|opt-out|opt-out-list)\b/i.test(type)) return { kind: 'other' };
  return { kind: 'complaint', messageId: messageIdIn(email, '') };
}

/** RFC 3464: a group of fields about the message, then one for each recipient; ours has one. */
function readDeliveryStatus(email: Email, text: string): BounceReport {
  const recipients = readFieldGroups(text).filter((fields) => actionOf(fields) !== undefined);
  const failed = recipients.find((fields) => actionOf(fields) === 'failed');
  const messageId = messageIdIn(email, text);
  if (failed) return bounceOf(messageId, diagnose(failed), returnedHeaders(email));
  const isDelayed = recipients.some((fields) => actionOf(fields) === 'delayed');
  return isDelayed ? { kind: 'delay', messageId } : { kind: 'other' };
}

function actionOf(fields: Fields): string | undefined {
  const action = fields.get('action')?.toLowerCase();
  if (action) return /^[a-z]+/.exec(action)?.[0];
  const status = fields.get('status') ?? '';
  return { '5': 'failed', '4': 'delayed', '2': 'delivered' }[status.charAt(0)];
}

function diagnose(fields: Fields): Diagnosis {
  const text = (fields.get('diagnostic-code') ?? '').replace(/^[\w-]+\s*;/, '');
  const { status, reply } = codesIn(text);
  const field = enhancedCode.exec(fields.get('status') ?? '')?.[1];
  // Gmail writes 5.0.0 there where the other server's words have a better code.
  const isVague = field === undefined || /^\d\.0\.0$/.test(field);
  return { status: isVague ? (status ?? field) : field, reply, text };
}

/** Exim, qmail and others say it in words, with the returned message below. */
function readPlainText(email: Email): BounceReport {
  if (!comesFromMailSystem(email)) return { kind: 'other' };
  const body = email.text ?? email.html?.replace(/<[^<>]*>/g, ' ') ?? '';
  const whole = body.slice(0, searchedCharacters);
  const messageId = messageIdIn(email, whole);
  const end = whole.search(returnedMessage);
  const said = `${email.subject ?? ''}\n${end === -1 ? whole : whole.slice(0, end)}`;
  if (isTemporary.test(said)) return { kind: 'delay', messageId };
  const diagnosis = { ...codesIn(said), text: said };
  const isFailure =
    (diagnosis.status ?? diagnosis.reply) !== undefined ||
    headerOf(email, 'x-failed-recipients') !== undefined ||
    sayFailure.test(said);
  if (!isFailure) return { kind: 'other' };
  return bounceOf(messageId, diagnosis, end === -1 ? '' : whole.slice(end));
}

/** Out-of-office replies and people who forward a bounce have an address of their own. */
function comesFromMailSystem(email: Email): boolean {
  if (headerOf(email, 'x-failed-recipients') !== undefined) return true;
  if (/^(?:mailer-?daemon|mail-?daemon|postmaster|mmdf)@/i.test(email.from?.address ?? '')) {
    return true;
  }
  return headerOf(email, 'return-path')?.trim() === '<>' && sayFailure.test(email.subject ?? '');
}

const sayFailure =
  /undeliver|not be delivered|delivery (?:has )?fail|failure notice|returned mail|returning message|unable to deliver|wasn'?t able to deliver|반송|전송(?:에)? ?실패|발송 ?실패|배달되지/i;
const isTemporary =
  /\bdelayed\b|not yet been delivered|will (?:be retried|continue to (?:try|be)|keep trying)|전송 ?지연/i;
/** Where the copy of our message begins, which has codes and numbers of its own. */
const returnedMessage =
  /^-+ ?(?:below this line|this is a copy|original message|원본|원문).*$|^(?:return-path|received|message-id):/im;

function bounceOf(
  messageId: string | undefined,
  diagnosis: Diagnosis,
  returned: string,
): BounceReport {
  return {
    kind: 'bounce',
    hardness: judgeHardness(diagnosis),
    messageId,
    code: diagnosis.status ?? diagnosis.reply,
    writtenTo: toOf(returned),
  };
}

/** From the surest place to the least sure: what the report says, what it returns, its references, words. */
function messageIdIn(email: Email, text: string): string | undefined {
  return [
    idLinesOf(text),
    idLinesOf(returnedHeaders(email)),
    headerOf(email, 'in-reply-to'),
    headerOf(email, 'references'),
    text,
    email.text?.slice(0, searchedCharacters),
  ]
    .map((place) => place && parseMessageId(place))
    .find(Boolean);
}

/** Only `Message-ID` and the like, such as those that relays rename: an address may look like an id. */
function idLinesOf(text: string): string {
  return (text.match(/^(?:[\w-]+-)?message-?id[ \t]*:.*(?:\r?\n[ \t].*)*/gim) ?? []).join('\n\n');
}

function returnedHeaders(email: Email): string {
  const part = partOf(email, /^message\/(?:rfc822|global)(?:-headers)?$|^text\/rfc822-headers$/);
  return part?.split(/\r?\n\r?\n/, 1)[0] ?? '';
}

function toOf(headers: string): string | undefined {
  const to = readFieldGroups(headers).find((fields) => fields.has('to'));
  const [first, ...others] = addressParser(to?.get('to') ?? '', { flatten: true });
  if (!first?.address || others.length > 0) return undefined;
  const address = parseEmail(first.address);
  return address.ok ? address.value : undefined;
}

type Fields = ReadonlyMap<string, string>;

/** Groups of `Name: value` lines that empty lines part; names in lower case, values unfolded. */
function readFieldGroups(text: string): Fields[] {
  return text
    .trimStart()
    .split(/\r?\n[ \t]*\r?\n/)
    .map((group) => {
      const lines = group.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
      const pairs = lines.flatMap((line) => {
        const [, name, value] = /^([\w-]+)[ \t]*:(.*)$/.exec(line) ?? [];
        return name === undefined || value === undefined
          ? []
          : [[name.toLowerCase(), value.trim()] as const];
      });
      // The first of a name counts.
      return new Map(pairs.reverse());
    });
}

function partOf(email: Email, type: RegExp): string | undefined {
  const content = email.attachments.find(({ mimeType }) => type.test(mimeType))?.content;
  if (content === undefined || typeof content === 'string') return content;
  return new TextDecoder().decode(content);
}

function headerOf(email: Email, name: string): string | undefined {
  return email.headers.find(({ key }) => key === name)?.value;
}

function codesIn(text: string): Pick<Diagnosis, 'status' | 'reply'> {
  return { status: enhancedCode.exec(text)?.[1], reply: replyCode.exec(text)?.[1] };
}

const enhancedCode = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/;
const replyCode = /(?<![\d.])([45][0-5]\d)(?=[ -][^\d\s]|[ -]#?\d\.\d)/;
