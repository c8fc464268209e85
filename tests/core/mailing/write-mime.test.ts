import MailComposer from 'nodemailer/lib/mail-composer';
import { describe, expect, it } from 'vitest';
import { toNodemailer } from '../../../src/core/mailing/adapters/to-nodemailer.js';
import { writeMime } from '../../../src/core/mailing/adapters/write-mime.js';
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
    ['in plain ASCII', { html: '<p>Hello</p>\n', text: 'Hello\n\n.\nBye\n', subject: 'Hello' }],
    ['in long lines of ASCII', { html: `<p>${'a '.repeat(2_000)}</p>`, text: 'b'.repeat(3_000) }],
    [
      'with nothing in it',
      { html: '', text: '', attachments: [{ ...image, content: Buffer.alloc(0) }] },
    ],
    [
      'whose content ends a line exactly',
      { attachments: [{ ...image, content: Buffer.alloc(57) }] },
    ],
    ['with a large file', { attachments: [{ ...image, content: Buffer.alloc(100_000, 7) }] }],
  ])('%s are those that nodemailer streams', async (_what, changes) => {
    const compose = () =>
      new MailComposer(toNodemailer({ ...readyMessage, ...changes }, date)).compile();
    const streamed = await compose().build();
    expect(writeMime(compose()).toString('latin1')).toBe(streamed.toString('latin1'));
  });

  it('are not guessed for a part that has to be read first', () => {
    const node = new MailComposer({ text: 'a', attachments: [{ path: '/nowhere' }] }).compile();
    expect(() => writeMime(node)).toThrow(TypeError);
  });
});
