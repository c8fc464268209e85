import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkMail } from '../../../src/core/mailing/check-mail.js';
import { configOf } from '../../support/database.js';
import { type SmtpDaemonOptions, startSmtpDaemon } from '../../support/smtp-daemon.js';
import { deafPort } from '../../support/supervised-process.js';
import { tempFolder } from '../../support/temp.js';

const from = 'Seoul DevDay <devday@example.com>';
const privateKey = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const publicKey = createPublicKey(privateKey)
  .export({ type: 'spki', format: 'der' })
  .toString('base64');
const dkim = { dkimDomain: 'example.com', dkimSelector: 's1', dkimKey: privateKey };

type Records = Record<string, string[][] | 'SERVFAIL'>;

/** The checks of these settings by name, with a DNS that has these records. */
async function check(mail: object, records: Records = {}) {
  const config = configOf({ home: join(tempFolder(), 'home'), databaseUrl: undefined }, { mail });
  const checks = await checkMail(config, {
    async resolveTxt(name) {
      const found = records[name];
      if (Array.isArray(found)) return found;
      throw Object.assign(new Error('DNS'), {
        code: found === undefined ? 'ENOTFOUND' : 'ESERVFAIL',
      });
    },
  });
  return Object.fromEntries(checks.map((one) => [one.name, one]));
}

async function server(options: SmtpDaemonOptions = {}): Promise<string> {
  const daemon = await startSmtpDaemon(options);
  onTestFinished(daemon.close);
  return daemon.url;
}

describe('what evm doctor says of mail', () => {
  it('is where the files go, when there is no server', async () => {
    const checks = await check({});
    expect(Object.keys(checks)).toEqual(['mail']);
    expect(checks.mail).toMatchObject({
      status: 'ok',
      found: expect.stringMatching(/^no server: written as \.eml files to .*mail$/),
    });
  });

  it('is what to do about a folder that cannot be one', async () => {
    const file = join(tempFolder(), 'outbox');
    writeFileSync(file, '');
    expect((await check({ smtpUrl: `file:${file}` })).mail).toMatchObject({
      status: 'broken',
      found: expect.stringContaining('a file is in the way'),
      hint: expect.stringContaining(file),
    });
  });

  it('is good for a server that answers and a domain that names it', async () => {
    const checks = await check(
      { smtpUrl: await server(), from, ...dkim },
      {
        'example.com': [
          ['google-site-verification=x'],
          ['v=spf1 include:', '_spf.example.net -all'],
        ],
        's1._domainkey.example.com': [['v=DKIM1; k=rsa; ', `p=${publicKey}`]],
      },
    );
    expect(Object.values(checks).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(checks['mail dkim']?.found).toBe('s1._domainkey.example.com publishes the key');
  });

  it('is that nobody answers, or that the password is wrong', async () => {
    const smtpUrl = `smtp://127.0.0.1:${deafPort}`;
    expect((await check({ smtpUrl, from })).mail).toMatchObject({
      status: 'unavailable',
      found: expect.stringContaining('connection refused'),
    });
    const url = await server({
      extensions: ['AUTH PLAIN'],
      fault: (step) => (step === 'auth' ? '535 5.7.8 hong@example.com is not known' : undefined),
    });
    const withUser = url.replace('smtp://', 'smtp://hong@');
    const { mail } = await check({ smtpUrl: withUser, smtpPassword: 'pa55word', from });
    expect(mail).toMatchObject({
      status: 'broken',
      hint: 'correct the user in EVM_SMTP_URL and EVM_SMTP_PASSWORD',
    });
    expect(JSON.stringify(mail)).not.toMatch(/pa55word|hong/);
  });

  it('is that there is no sender', async () => {
    expect((await check({ smtpUrl: await server() }))['mail sender']).toMatchObject({
      status: 'broken',
      found: expect.stringContaining('no sender'),
      hint: expect.stringContaining('EVM_MAIL_FROM'),
    });
  });

  it.each<[Records, string]>([
    [{}, 'example.com has no SPF record'],
    [{ 'example.com': [['v=spf10 -all']] }, 'example.com has no SPF record'],
    [{ 'example.com': [['v=spf1 -all'], ['v=spf1 mx']] }, 'example.com has 2 SPF records'],
    [{ 'example.com': 'SERVFAIL' }, 'example.com could not be looked up'],
  ])('warns of a sender with %j in the DNS', async (records, found) => {
    const checks = await check({ smtpUrl: await server(), from }, records);
    expect(checks['mail sender']).toMatchObject({
      status: 'warning',
      found: expect.stringContaining(found),
    });
    expect(checks['mail dkim']).toMatchObject({ status: 'ok' });
  });

  it.each<[string, string[][] | undefined, string]>([
    ['no record', undefined, 's1._domainkey.example.com does not exist'],
    ['another key', [['v=DKIM1; p=AAAA']], 's1._domainkey.example.com publishes another key'],
  ])('shows what to publish where the DNS has %s', async (_, record, found) => {
    const records: Records = record ? { 's1._domainkey.example.com': record } : {};
    const checks = await check({ smtpUrl: await server(), from, ...dkim }, records);
    expect(checks['mail dkim']).toMatchObject({
      status: 'broken',
      found,
      hint: `publish there: v=DKIM1; k=rsa; p=${publicKey}`,
    });
  });

  it('is that DKIM is configured in part, without the key in it', async () => {
    const mail = { smtpUrl: await server(), from, dkimDomain: 'example.com', dkimKey: privateKey };
    const checks = await check(mail);
    expect(checks['mail dkim']).toMatchObject({ status: 'broken' });
    expect(JSON.stringify(checks)).not.toContain('PRIVATE KEY');
  });
});
