import { createHash, type createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createSmtpTransport,
  type SmtpOptions,
} from '../../../src/core/mailing/adapters/smtp-transport.js';
import { handOver } from '../../support/hand-over.js';
import { smtpCertificate } from '../../support/smtp-certificate.js';
import { startSmtpDaemon } from '../../support/smtp-daemon.js';
import { startSmtpReference } from '../../support/smtp-reference.js';
import { readyMessage } from './sample-message.js';

const accepted = { kind: 'accepted', code: 250 };

async function startReference(options: SMTPServerOptions = {}) {
  const server = await startSmtpReference(options);
  onTestFinished(server.close);
  return server;
}

function connect(options: SmtpOptions) {
  const transport = createSmtpTransport(options);
  onTestFinished(async () => await transport.close());
  return transport;
}

const withPassword: SMTPServerOptions = {
  authOptional: false,
  onAuth({ username, password }, _, done) {
    if (username === 'evm' && password === 'right') done(null, { user: 'evm' });
    else done(new Error('no'));
  },
};

describe('a connection to a mail server', () => {
  it('is encrypted with STARTTLS, and a login sent over it', async () => {
    const server = await startReference(withPassword);
    const url = `smtp://evm@127.0.0.1:${server.port}?tls=required`;
    const transport = connect({ url, password: 'right', ca: smtpCertificate.cert });
    expect(await handOver(transport, readyMessage)).toEqual(accepted);
    expect(server.accepted).toMatchObject([{ user: 'evm', isEncrypted: true }]);
  });

  it('is encrypted from the first byte with smtps', async () => {
    const server = await startReference({ secure: true });
    const url = `smtps://127.0.0.1:${server.port}`;
    const transport = connect({ url, ca: smtpCertificate.cert });
    expect(await handOver(transport, readyMessage)).toEqual(accepted);
    expect(server.accepted).toMatchObject([{ isEncrypted: true }]);
  });

  it('is not used with a certificate that nobody vouches for', async () => {
    const server = await startReference({ secure: true });
    const transport = connect({ url: `smtps://127.0.0.1:${server.port}` });
    expect(await handOver(transport, readyMessage)).toMatchObject({
      kind: 'unreachable',
      phase: 'tls',
    });
    expect(server.accepted).toEqual([]);
  });

  it('is not used unencrypted where encryption is required', async () => {
    const server = await startReference({ disabledCommands: ['STARTTLS'] });
    const transport = connect({ url: `smtp://127.0.0.1:${server.port}?tls=required` });
    expect(await handOver(transport, readyMessage)).toMatchObject({ kind: 'unreachable' });
    expect(server.accepted).toEqual([]);
  });

  it('blames the login, and never shows it, when the password is wrong', async () => {
    const server = await startReference(withPassword);
    const url = `smtp://evm@127.0.0.1:${server.port}`;
    const transport = connect({ url, password: 'secret-and-wrong' });
    const end = await handOver(transport, readyMessage);
    expect(end).toMatchObject({ kind: 'unreachable', phase: 'auth', code: 535 });
    expect(JSON.stringify(end)).not.toContain('secret');
    expect(server.accepted).toEqual([]);
  });

  it('serves a hundred messages and more, over a few conversations, without a warning', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    onTestFinished(() => void process.off('warning', note));
    const daemon = await startSmtpDaemon({});
    onTestFinished(daemon.close);
    const transport = connect({ url: daemon.url, connections: 2 });
    const ends = await Promise.all(
      Array.from({ length: 210 }, async () => await handOver(transport, readyMessage)),
    );
    expect(ends.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(daemon.accepted).toHaveLength(210);
    expect(daemon.connections.most).toBe(2);
    expect(warnings).toEqual([]);
  });

  it('is given up at once when the work is stopped before the message was sent', async () => {
    const daemon = await startSmtpDaemon({
      fault: (step) => (step === 'rcpt' ? 'silence' : undefined),
    });
    onTestFinished(daemon.close);
    const stop = new AbortController();
    const submission = handOver(connect({ url: daemon.url }), readyMessage, {
      signal: stop.signal,
    });
    await daemon.reached('rcpt');
    stop.abort();
    expect(await submission).toMatchObject({ kind: 'deferred' });
    expect(daemon.accepted).toEqual([]);
  });
});

describe('DKIM', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const dkim = { domainName: 'example.com', keySelector: 'evm', privateKey: pem };

  it('signs what one-click unsubscribing needs, and the signature verifies', async () => {
    const server = await startReference();
    const url = `smtp://127.0.0.1:${server.port}`;
    await handOver(connect({ url, dkim }), readyMessage);
    const raw = server.accepted[0]?.raw ?? Buffer.alloc(0);
    const { tags, isVerified } = readSignature(raw.toString('latin1'), publicKey);
    expect(isVerified).toBe(true);
    const signed = tags.h?.toLowerCase().split(':');
    for (const name of ['from', 'to', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']) {
      expect(signed).toContain(name);
    }
    const changed = raw
      .toString('latin1')
      .replace('List-Unsubscribe: <https', 'List-Unsubscribe: <http');
    expect(readSignature(changed, publicKey).isVerified).toBe(false);
  });

  it.each([
    ['no key', 'not a key'],
    ['a key that cannot sign mail', generateKeyPairSync('ed25519').privateKey],
  ])('is refused with %s, instead of sending unsigned', (_, key) => {
    const text = typeof key === 'string' ? key : key.export({ type: 'pkcs8', format: 'pem' });
    const options = { url: 'smtp://127.0.0.1:1', dkim: { ...dkim, privateKey: text.toString() } };
    expect(() => createSmtpTransport(options)).toThrow(
      expect.objectContaining({ code: 'MAIL_DKIM_INVALID' }),
    );
  });
});

/** A verifier after RFC 6376, 3.4 and 3.7, for relaxed/relaxed and RSA with SHA-256 only. */
function readSignature(message: string, key: ReturnType<typeof createPublicKey>) {
  const [head = '', ...rest] = message.split('\r\n\r\n');
  const headers = head.split(/\r\n(?![ \t])/).map((line) => {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).replace(/\r\n/g, '');
    return [line.slice(0, colon).toLowerCase().trim(), value.replace(/[ \t]+/g, ' ').trim()];
  }) as [string, string][];
  const signature = headers.find(([name]) => name === 'dkim-signature')?.[1] ?? '';
  const tags = Object.fromEntries(
    signature.split(';').map((tag) => {
      const [name = '', ...value] = tag.split('=');
      return [name.trim(), value.join('=').replace(/\s/g, '')];
    }),
  ) as Record<string, string>;
  const body = rest
    .join('\r\n\r\n')
    .split('\r\n')
    .map((line) => line.replace(/[ \t]+/g, ' ').trimEnd())
    .join('\r\n')
    .replace(/(?:\r\n)*$/, '\r\n');
  const bodyHash = createHash('sha256').update(body, 'latin1').digest('base64');
  const unused = [...headers];
  const lines = (tags.h ?? '').split(':').flatMap((name) => {
    const at = unused.findLastIndex(([known]) => known === name.toLowerCase());
    return at === -1 ? [] : unused.splice(at, 1).map(([known, value]) => `${known}:${value}`);
  });
  const bare = signature.replace(/(^|;)(\s*)b=[^;]*/, '$1$2b=');
  const signed = [...lines, `dkim-signature:${bare}`].join('\r\n');
  const bytes = Buffer.from(tags.b ?? '', 'base64');
  const isVerified =
    tags.bh === bodyHash && verify('sha256', Buffer.from(signed, 'latin1'), key, bytes);
  return { tags, isVerified };
}
