import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { buildMail } from '../../../src/core/mailing/adapters/build-mail.js';
import type { ReadyMessage } from '../../../src/core/mailing/mail-transport.js';
import { readyMessage } from './sample-message.js';

const date = new Date('2026-12-01T00:00:00Z');
const [image] = readyMessage.attachments as [ReadyMessage['attachments'][number]];
const { contentId: _, ...file } = image;

describe('the bytes of a message', () => {
  it.each<[string, Partial<ReadyMessage>]>([
    ['with everything', {}],
    ['without attachments', { attachments: [] }],
    ['with a file that is not shown', { attachments: [image, { ...file, filename: '표.png' }] }],
    ['with a file alone', { attachments: [{ ...file, filename: 'a "b" \\ c.png' }] }],
    ['in plain ASCII', { html: '<p>Hello</p>\n', text: 'Hello\n\n.\nBye\n', subject: 'Hello' }],
    ['in lines of 76', { html: `${'a'.repeat(76)}\r\n`, text: `${'b'.repeat(76)}\n\tb` }],
    ['in lines of 77', { html: `${'a'.repeat(77)}\r\n`, text: `c\n${'b'.repeat(77)}` }],
    ['in long lines of ASCII', { html: `<p>${'a '.repeat(2_000)}</p>`, text: 'b'.repeat(3_000) }],
    ['with an empty file', { attachments: [{ ...image, content: Buffer.alloc(0) }] }],
    [
      'whose content ends a line exactly',
      { attachments: [{ ...image, content: Buffer.alloc(57) }] },
    ],
    ['with a large file', { attachments: [{ ...image, content: Buffer.alloc(100_000, 7) }] }],
    ['with a reply address', { replyTo: '"Kim, Team" <team@example.com>' }],
    [
      'with many further headers',
      { headers: { 'X-Long': 'a b '.repeat(60), 'Auto-Submitted': 'auto-generated' } },
    ],
  ])('%s are those that nodemailer composes', async (_what, changes) => {
    const message = { ...readyMessage, ...changes };
    const composed = await new MailComposer(optionsOf(message)).compile().build();
    const { raw } = buildMail(message, date);
    expect(nameBoundaries(raw.toString('latin1'))).toBe(
      nameBoundaries(composed.toString('latin1')),
    );
  });

  // nodemailer leaves these as they are: a server that ends a line at one reads another message.
  it.each(['a\rb', 'a\0b', 'a\fb', '.\r.\n'])('hide %j in base64', (text) => {
    const { raw } = buildMail({ ...readyMessage, text }, date);
    expect(raw.toString('latin1')).toContain(Buffer.from(text).toString('base64'));
    expect(raw.toString('latin1')).not.toContain(text);
  });

  it('have a text and an HTML, even where there is nothing in them', async () => {
    const { raw } = buildMail({ ...readyMessage, text: '', html: '', attachments: [] }, date);
    const parsed = await PostalMime.parse(raw);
    expect(parsed.headers.find(({ key }) => key === 'content-type')?.value).toMatch(/alternative/);
    expect(parsed.attachments).toEqual([]);
  });

  it.each<[string, Partial<ReadyMessage>]>([
    ['subject', { subject: 'a'.repeat(1_200) }],
    ['filename', { attachments: [{ ...file, filename: 'a'.repeat(1_200) }] }],
    ['content id', { attachments: [{ ...image, contentId: 'a'.repeat(1_200) }] }],
  ])('are refused with a line that no server takes: %s', (_what, changes) => {
    expect(() => buildMail({ ...readyMessage, ...changes }, date)).toThrow(
      expect.objectContaining({ code: 'MAIL_UNSAFE_HEADER' }),
    );
  });

  it('have the domains of the envelope in ASCII', () => {
    const { from, to } = buildMail(
      { ...readyMessage, to: { name: '', address: 'kim@한국.kr' } },
      date,
    );
    expect({ from, to }).toEqual({ from: 'devday@example.com', to: 'kim@xn--3e0b707e.kr' });
  });
});

/** The same message in the words of nodemailer's composer. */
function optionsOf(message: ReadyMessage) {
  const { messageId, from, to, subject, text, html, replyTo, headers, unsubscribe } = message;
  const further = Object.entries(headers ?? {}).map(([key, value]) => ({ key, value }));
  const list = unsubscribe && [
    { key: 'List-Unsubscribe', value: `<${unsubscribe.url}>` },
    { key: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
  ];
  return {
    messageId,
    date,
    from,
    to,
    ...(replyTo === undefined ? {} : { replyTo }),
    subject,
    text,
    html,
    headers: [...further, ...(list ?? [])],
    attachments: message.attachments.map(({ filename, contentType, content, contentId }) => ({
      filename,
      contentType,
      content,
      contentDisposition: contentId === undefined ? ('attachment' as const) : ('inline' as const),
      ...(contentId === undefined ? {} : { cid: contentId }),
    })),
    textEncoding: 'base64' as const,
    newline: 'win',
  };
}

/** Boundaries are numbered in the order in which they appear; how long they are decides about folding. */
function nameBoundaries(raw: string): string {
  const unfolded = raw.replaceAll(';\r\n boundary=', '; boundary=');
  const boundaries = [...raw.matchAll(/boundary="([^"]+)"/g)].map(([, boundary = '']) => boundary);
  return boundaries.reduce(
    (text, name, index) => text.replaceAll(name, `boundary-${index}`),
    unfolded,
  );
}
