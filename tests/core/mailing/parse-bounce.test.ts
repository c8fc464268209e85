import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judgeHardness } from '../../../src/core/mailing/bounce-report.js';
import { messageIdOf, parseMessageId } from '../../../src/core/mailing/message-id.js';
import { maxReportBytes, parseBounce } from '../../../src/core/mailing/parse-bounce.js';

const folder = new URL('../../fixtures/bounces/', import.meta.url);
const messageId = '0198c1d2-3e4f-7a5b-8c6d-7e8f90a1b2c3';
const writtenTo = 'hong@example.com';

function fixture(name: string): Buffer {
  return readFileSync(new URL(`${name}.eml`, folder));
}

const hard = (code: string, to = writtenTo) => ({
  kind: 'bounce',
  hardness: 'hard',
  messageId,
  code,
  writtenTo: to,
});
const soft = (code: string) => ({ ...hard(code), hardness: 'soft' });

const reports: Record<string, object> = {
  'postfix-user-unknown': hard('5.1.1'),
  'postfix-no-such-domain': hard('5.4.4', 'hong@exampel.example'),
  'postfix-gave-up': soft('4.4.1'),
  'postfix-delayed': { kind: 'delay', messageId },
  'postfix-delivered': { kind: 'other' },
  'gmail-address-rejected': hard('5.1.0'),
  'gmail-over-quota': soft('5.2.2'),
  'exchange-recipient-not-found': hard('5.1.10'),
  'exchange-blocked': soft('5.7.1'),
  'ses-bounce': hard('5.1.1'),
  'naver-no-such-user': hard('5.5.0'),
  'daum-inactive': hard('5.1.1'),
  'exim-user-unknown': hard('550'),
  'exim-delayed': { kind: 'delay', messageId },
  'qmail-no-mailbox': hard('5.1.1'),
  'qmail-over-quota': soft('5.2.2'),
  'arf-abuse': { kind: 'complaint', messageId },
  'arf-auth-failure': { kind: 'other' },
  'arf-not-spam': { kind: 'other' },
  vacation: { kind: 'other' },
  'forwarded-by-a-person': { kind: 'other' },
};

describe('reading a report', () => {
  it.each(Object.entries(reports))('understands %s', async (name, report) => {
    expect(await parseBounce(fixture(name))).toEqual(report);
  });

  it('is tried with every fixture', () => {
    const names = readdirSync(folder).map((file) => file.replace(/\.eml$/, ''));
    expect(names.sort()).toEqual(Object.keys(reports).sort());
  });

  it.each(Object.entries(reports))('understands %s with CRLF line ends', async (name, report) => {
    const text = fixture(name).toString('utf8').replaceAll('\n', '\r\n');
    expect(await parseBounce(Buffer.from(text))).toEqual(report);
  });

  it('takes what is cut off anywhere for what is left of it, and never throws', async () => {
    const whole = fixture('postfix-user-unknown');
    for (let length = 0; length < whole.length; length += 97) {
      const report = await parseBounce(whole.subarray(0, length));
      expect(['other', 'bounce', 'delay']).toContain(report.kind);
    }
  });

  it('takes noise and nested rubbish for no report', async () => {
    const noise = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) % 256));
    const nested = Array.from(
      { length: 300 },
      (_, level) => `Content-Type: multipart/mixed; boundary="n${level}"\n\n--n${level}\n`,
    ).join('');
    for (const rubbish of [Buffer.alloc(0), noise, Buffer.from(nested)]) {
      expect(await parseBounce(rubbish)).toEqual({ kind: 'other' });
    }
  });

  it('is not held up by text that is made to be slow', { timeout: 20_000 }, async () => {
    const head = 'From: mailer-daemon@x.example\nSubject: returned mail\nContent-Type: text/';
    for (const piece of ['<', '-', 'user ', '\n ', '5.1.', 'message-', '- ', '0198c1d2-']) {
      for (const type of ['html', 'plain']) {
        const body = piece.repeat(Math.floor(200_000 / piece.length));
        const report = await parseBounce(Buffer.from(`${head}${type}\n\n${body}`));
        expect(report.kind, piece).toBe('bounce');
      }
    }
  });

  it('does not read what is longer than a report can be', async () => {
    const report = fixture('postfix-user-unknown');
    const fill = (length: number) => Buffer.concat([report, Buffer.alloc(length, '\n')]);
    expect(await parseBounce(fill(maxReportBytes - report.length))).toEqual(hard('5.1.1'));
    expect(await parseBounce(fill(maxReportBytes - report.length + 1))).toEqual({ kind: 'other' });
  });

  it('takes no address that looks like an id for the message', async () => {
    const address = '0198c1d2-ffff-7fff-8fff-ffffffffffff@example.com';
    for (const name of ['postfix-user-unknown', 'qmail-no-mailbox', 'ses-bounce']) {
      const text = fixture(name).toString().replaceAll('hong@example.com', address);
      expect(await parseBounce(Buffer.from(text)), name).toMatchObject({ messageId });
    }
  });

  it('knows a bounce without our Message-ID for one about nothing that we know', async () => {
    const text = fixture('postfix-user-unknown').toString().replaceAll(messageId, 'x');
    const report = await parseBounce(Buffer.from(text));
    expect(report).toMatchObject({ kind: 'bounce', messageId: undefined });
  });
});

describe('the hardness of a refusal', () => {
  const judge = (status: string | undefined, text = '', reply?: string) =>
    judgeHardness({ status, text, reply });

  it('is hard where the address or its domain does not exist', () => {
    for (const status of ['5.1.0', '5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.4.4']) {
      expect(judge(status), status).toBe('hard');
    }
  });

  it('is soft for quota, policy, the sender, loops and everything temporary', () => {
    for (const status of ['5.1.7', '5.1.8', '5.2.1', '5.2.2', '5.3.4', '5.4.6', '5.7.1', '4.1.1']) {
      expect(judge(status, 'user unknown'), status).toBe('soft');
    }
    expect(judge('5.1.0', 'Sender address rejected')).toBe('soft');
    expect(judge(undefined, 'no such user', '450')).toBe('soft');
  });

  it('is judged by the words where the code says nothing', () => {
    expect(judge('5.0.0', 'User unknown')).toBe('hard');
    expect(judge('5.5.0', 'mailbox not found')).toBe('hard');
    expect(judge(undefined, '존재하지 않는 주소', '550')).toBe('hard');
    expect(judge('5.0.0', 'mailbox full')).toBe('soft');
    expect(judge('5.5.0', 'blocked: account does not exist in our whitelist')).toBe('soft');
    expect(judge(undefined, '', '554')).toBe('soft');
  });
});

describe('a Message-ID', () => {
  it('holds the id of its message and gives it back', () => {
    const text = messageIdOf(messageId, 'events.example.com');
    expect(text).toBe(`<${messageId}@events.example.com>`);
    expect(parseMessageId(text)).toBe(messageId);
  });

  it.each([
    ['capitals', `<${messageId.toUpperCase()}@EXAMPLE.COM>`],
    ['a folded line', `Message-ID:\r\n <${messageId}@example.com>`],
    ['a line broken inside', `<${messageId.slice(0, 20)}\r\n\t${messageId.slice(20)}@example.com>`],
    ['words around it', `the mail ${messageId}@example.com of today`],
  ])('is found with %s', (_, text) => {
    expect(parseMessageId(text)).toBe(messageId);
  });

  it.each([
    ['a random UUID', '<9b2f7f0e-3c52-4b57-9d0f-2f6a1b0c9d11@example.com>'],
    ['an id with more before it', `<x${messageId}@example.com>`],
    ['an id without an @', messageId],
    ['nothing', ''],
  ])('is not found in %s', (_, text) => {
    expect(parseMessageId(text)).toBeUndefined();
  });
});
