import PostalMime from 'postal-mime';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSmtpTransport } from '../../../src/core/mailing/adapters/smtp-transport.js';
import type { MailTransport } from '../../../src/core/mailing/mail-transport.js';
import { handOver } from '../../support/hand-over.js';
import {
  type SmtpDaemon,
  type SmtpFault,
  type SmtpStep,
  startSmtpDaemon,
} from '../../support/smtp-daemon.js';
import { readyMessage as message } from './sample-message.js';

async function start(
  fault?: (step: SmtpStep, conversation: number) => SmtpFault | undefined,
): Promise<{ daemon: SmtpDaemon; transport: MailTransport }> {
  const daemon = await startSmtpDaemon(fault ? { fault } : {});
  const transport = createSmtpTransport({ url: daemon.url });
  onTestFinished(async () => {
    await transport.close();
    await daemon.close();
  });
  return { daemon, transport };
}

describe('a message over SMTP', () => {
  it('arrives as it was meant, read by an independent parser', async () => {
    const { daemon, transport } = await start();
    expect(await handOver(transport, message)).toEqual({ kind: 'accepted', code: 250 });
    const [{ raw, from, to }] = daemon.accepted as [SmtpDaemon['accepted'][0]];
    expect([from, to]).toEqual(['devday@example.com', 'hong@example.com']);
    const read = await PostalMime.parse(raw);
    expect(read).toMatchObject({
      messageId: message.messageId,
      subject: message.subject,
      from: message.from,
      to: [message.to],
    });
    expect(read.text?.trim()).toBe(message.text.trim());
    expect(read.html).toContain('cid:ticket-qr');
    expect(read.attachments).toMatchObject([
      { filename: 'ticket.png', mimeType: 'image/png', contentId: '<ticket-qr>' },
    ]);
    const header = (name: string) => read.headers.find(({ key }) => key === name)?.value;
    expect(header('list-unsubscribe')).toBe('<https://events.example.com/u/abc>');
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(header('auto-submitted')).toBe('auto-generated');
    const lines = raw.toString('latin1').split('\r\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(998);
  });

  it('goes over the connection of the one before', async () => {
    let conversations = 0;
    const { daemon, transport } = await start((step) => {
      if (step === 'banner') conversations += 1;
      return undefined;
    });
    for (let count = 0; count < 3; count++) await handOver(transport, message);
    expect(daemon.accepted).toHaveLength(3);
    expect(conversations).toBe(1);
  });

  it('is not lost with a kept connection that the server has given up', async () => {
    let mails = 0;
    const { daemon, transport } = await start((step) =>
      step === 'mail' && ++mails === 2 ? 'drop' : undefined,
    );
    await handOver(transport, message);
    expect(await handOver(transport, message)).toEqual({ kind: 'accepted', code: 250 });
    expect(daemon.accepted).toHaveLength(2);
  });

  it.each<[what: string, at: SmtpStep, fault: SmtpFault, outcome: object]>([
    ['a banner that throttles', 'banner', '421 4.7.0 too many', { kind: 'unreachable', code: 421 }],
    ['no banner', 'banner', 'drop', { kind: 'unreachable' }],
    ['greylisting', 'rcpt', '450 4.2.0 later', { kind: 'deferred', phase: 'recipient', code: 450 }],
    [
      'a full mailbox',
      'rcpt',
      '452 4.2.2 full',
      { kind: 'deferred', phase: 'recipient', code: 452 },
    ],
    [
      'an address that does not exist',
      'rcpt',
      '550 5.1.1 <hong@example.com> unknown',
      { kind: 'refused', phase: 'recipient', code: 550, isAddressBad: true },
    ],
    [
      'a block list',
      'rcpt',
      '550 5.7.1 blocked',
      { kind: 'refused', phase: 'recipient', code: 550, isAddressBad: false },
    ],
    ['throttling in the middle', 'rcpt', '421 4.7.0 slow down', { kind: 'unreachable', code: 421 }],
    ['a sender that is refused', 'mail', '550 5.7.1 no', { kind: 'unreachable', phase: 'sender' }],
    ['a login that is demanded', 'mail', '530 5.7.0 log in', { kind: 'unreachable', code: 530 }],
    ['a loss before the message', 'data', 'drop', { kind: 'deferred' }],
    [
      'a loss inside the message',
      'body',
      'drop',
      { kind: expect.stringMatching(/deferred|unknown/) },
    ],
    ['a loss after the message', 'dot', 'drop', { kind: 'unknown', phase: 'body' }],
    ['a refusal of the message', 'dot', '554 5.6.0 no', { kind: 'refused', isAddressBad: false }],
    ['a refusal for now', 'dot', '451 4.3.0 later', { kind: 'deferred', code: 451 }],
  ])('ends rightly after %s', async (_, at, fault, outcome) => {
    const { daemon, transport } = await start((step) => (step === at ? fault : undefined));
    const end = await handOver(transport, message);
    expect(end).toMatchObject(outcome);
    expect(JSON.stringify(end)).not.toMatch(/example|unknown>/);
    expect(daemon.accepted).toEqual([]);
  });

  it('says that the server is the problem when nothing listens there', async () => {
    const { daemon, transport } = await start();
    await daemon.close().catch(() => undefined);
    expect(await handOver(transport, message)).toMatchObject({
      kind: 'unreachable',
      phase: 'connect',
    });
  });

  it('refuses what would end a header', async () => {
    const { transport, daemon } = await start();
    for (const name of ['Bob\r\nBcc: all@example.com', 'Bob\u2028x', 'Bob\u0000']) {
      const to = { name, address: 'a@example.com' };
      await expect(handOver(transport, { ...message, to })).rejects.toMatchObject({
        code: 'MAIL_UNSAFE_HEADER',
      });
    }
    expect(daemon.accepted).toEqual([]);
  });
});
