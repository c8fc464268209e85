import { createWriteStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { serialize } from 'node:v8';
import { createTransport, type SendMailOptions } from 'nodemailer';
import PostalMime, { type Attachment } from 'postal-mime';
import { generateParticipants, participantsCsv } from '../tests/support/generate-participants.js';
import { openMailLedger } from './mail-ledger.js';
import { measureProcess } from './measure-process.js';

export interface PreparedMail {
  /** The file of the participants. */
  csv: string;
  /** Folders with a file for each message: finished bytes, and what nodemailer makes the same of (v8's format). */
  eml: string;
  messages: string;
  /** Mean size of a message. */
  bytes: number;
}

/**
 * Makes a database with an event and `count` participants, and the messages that they get: written by evm's own
 * file transport and read back by an independent parser, so that all sides send the same.
 */
export async function prepareMail(options: {
  folder: string;
  env: NodeJS.ProcessEnv;
  evm: string;
  count: number;
}): Promise<PreparedMail> {
  const { folder, env, evm, count } = options;
  const eml = join(folder, 'eml');
  const messages = join(folder, 'messages');
  const run = async (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    await measureProcess(process.execPath, [evm, ...args], { env: { ...env, ...more } });
  const csv = join(folder, 'participants.csv');
  await pipeline(
    // Some more: a few that are generated have no valid phone or date and are rejected.
    Readable.from(participantsCsv(generateParticipants({ seed: 1, count: count + 100 }))),
    createWriteStream(csv),
  );
  await run(['db', 'migrate']);
  await run(['event', 'create', ...describedEvent]);
  await run(['import', csv, '--event', 'seoul-devday', '--json']);
  const ledger = await openMailLedger(env.DATABASE_URL as string);
  await ledger.queue(count);
  await ledger.close();
  await run(['worker', '--once', '--only', 'mailing'], { EVM_SMTP_URL: `file:${eml}` });
  mkdirSync(messages);
  const names = readdirSync(eml);
  if (names.length !== count) throw new Error(`${names.length} of ${count} messages were made`);
  let size = 0;
  for (const [index, name] of names.entries()) {
    const raw = readFileSync(join(eml, name));
    size += raw.length;
    const message = await takeApart(raw);
    if (index === 0) await expectTheSame(message, raw);
    writeFileSync(join(messages, name), serialize(message));
  }
  return { csv, eml, messages, bytes: size / count };
}

/** Headers that nodemailer makes of what it is given. */
const ownHeaders = /^(from|to|subject|date|message-id|mime-version|content-.*)$/;

async function takeApart(raw: Buffer): Promise<SendMailOptions> {
  const { headers, from, to, subject, messageId, date, text, html, attachments } =
    await PostalMime.parse(raw);
  return {
    from: { name: from?.name ?? '', address: from?.address ?? '' },
    to: (to ?? []).map(({ name, address }) => ({ name, address: address ?? '' })),
    ...{ subject, messageId, date, text, html },
    headers: headers.filter(({ key }) => !ownHeaders.test(key)),
    textEncoding: 'base64',
    attachments: attachments.map((attachment) => ({
      ...describeFile(attachment),
      filename: attachment.filename ?? false,
      contentDisposition: attachment.disposition ?? 'attachment',
      ...(attachment.contentId === undefined
        ? {}
        : { cid: attachment.contentId.replace(/[<>]/g, '') }),
    })),
  };
}

/** That nodemailer makes a message of it that says what ours says. */
async function expectTheSame(message: SendMailOptions, raw: Buffer): Promise<void> {
  const composer = createTransport({ streamTransport: true, buffer: true });
  const { message: composed } = await composer.sendMail(message);
  const [theirs, ours] = await Promise.all([composed as Buffer, raw].map(readContents));
  if (!isDeepStrictEqual(theirs, ours)) throw new Error('nodemailer makes another message of it');
}

async function readContents(raw: Buffer) {
  const { subject, from, to, messageId, text, html, attachments } = await PostalMime.parse(raw);
  const files = attachments.map((attachment) => {
    const { filename, disposition, contentId } = attachment;
    return { filename, disposition, contentId, ...describeFile(attachment) };
  });
  return { subject, from, to, messageId, text, html, files };
}

/** The parser ends lines of calendars otherwise, and keeps the parameters of their type apart. */
function describeFile({ mimeType, method, content }: Attachment) {
  const bytes = Buffer.from(content as ArrayBuffer);
  if (method === undefined) return { contentType: mimeType, content: bytes };
  return {
    contentType: `${mimeType}; charset=utf-8; method=${method}`,
    content: Buffer.from(bytes.toString().replace(/\r?\n/g, '\r\n')),
  };
}

/** Options of `evm event create`. */
export const describedEvent = [
  ...['--slug', 'seoul-devday', '--name', '서울 데브데이 2026', '--timezone', 'Asia/Seoul'],
  ...['--starts', '2026-12-01 09:00', '--ends', '2026-12-01 18:00'],
  ...['--location', '서울특별시 강남구 영동대로 513 코엑스 그랜드볼룸'],
  ...['--description', '하루 동안 이어지는 개발자 행사입니다. 점심이 제공됩니다.'],
];
