import { createPublicKey } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import type { Config } from '../runtime/config/config-schema.js';
import {
  broken,
  type Check,
  fromError,
  ok,
  unavailable,
  warning,
} from '../runtime/doctor/check.js';
import { EvmError } from '../runtime/errors.js';
import type { SubmitOutcome } from './mail-transport.js';
import { dkimOf, mailFolderOf, openTransport } from './open-transport.js';
import { domainOf, senderOf } from './sender.js';

type ResolveTxt = (name: string) => Promise<string[][]>;

/**
 * Whether mail can be handed over (a connection, and a login if there is one; nothing is sent), whom it
 * comes from, and whether the DNS lets others believe that. Never shows a private key or an address.
 */
export async function checkMail(
  config: Pick<Config, 'mail' | 'home'>,
  { resolveTxt = askDns }: { resolveTxt?: ResolveTxt } = {},
): Promise<Check[]> {
  const connection = await settled('mail', async () => await checkConnection(config));
  if (!config.mail.smtpUrl || config.mail.smtpUrl.startsWith('file:')) return [connection];
  return [
    connection,
    await settled('mail sender', async () => await checkSender(config, resolveTxt)),
    await settled('mail dkim', async () => await checkDkim(config, resolveTxt)),
  ];
}

async function checkConnection(config: Pick<Config, 'mail' | 'home'>): Promise<Check> {
  const transport = await openTransport(config);
  try {
    const outcome = await transport.verify();
    const folder = mailFolderOf(config);
    if (outcome.kind !== 'accepted') return connectionTrouble(outcome, transport.host, folder);
    if (folder === undefined) return ok('mail', `${transport.host} answers`);
    return ok('mail', `no server: written as .eml files to ${folder}`);
  } finally {
    await transport.close();
  }
}

function connectionTrouble(
  outcome: Exclude<SubmitOutcome, { kind: 'accepted' }>,
  host: string,
  folder: string | undefined,
): Check {
  const { phase, reason } = outcome;
  if (folder !== undefined) {
    return broken(
      'mail',
      reason,
      `make ${folder} a folder that you may write, or set EVM_SMTP_URL`,
    );
  }
  const found = `${host}: ${reason}`;
  if (phase === 'auth') {
    return broken('mail', found, 'correct the user in EVM_SMTP_URL and EVM_SMTP_PASSWORD');
  }
  if (phase === 'tls') {
    const hint =
      'use the name that the certificate is for, smtps:// for port 465, or NODE_EXTRA_CA_CERTS';
    return broken('mail', found, hint);
  }
  return unavailable('mail', found, 'start the mail server or correct EVM_SMTP_URL; mail waits');
}

async function checkSender(config: Pick<Config, 'mail'>, resolveTxt: ResolveTxt): Promise<Check> {
  const domain = domainOf(senderOf(config));
  const records = await lookUp(domain, resolveTxt);
  if (records === undefined) return unseen('mail sender', domain);
  const policies = records.filter((record) => /^v=spf1(?:\s|$)/i.test(record));
  if (policies.length === 1) return ok('mail sender', `${domain} has an SPF record`);
  // RFC 7208, 4.5: an error, as if there were none.
  if (policies.length > 1) {
    const found = `${domain} has ${policies.length} SPF records, so none of them counts`;
    return warning('mail sender', found, 'make a single record of them');
  }
  const hint = `let the DNS of ${domain} name your mail server in an SPF record, or mail ends as spam`;
  return warning('mail sender', `${domain} has no SPF record`, hint);
}

async function checkDkim({ mail }: Pick<Config, 'mail'>, resolveTxt: ResolveTxt): Promise<Check> {
  const dkim = dkimOf(mail);
  if (!dkim) return ok('mail dkim', 'evm does not sign; many mail servers do it themselves');
  const { readDkimKey } = await import('./adapters/dkim-signer.js');
  const ours = createPublicKey(readDkimKey(dkim.privateKey));
  const name = `${dkim.keySelector}._domainkey.${dkim.domainName}`;
  const records = await lookUp(name, resolveTxt);
  if (records === undefined) return unseen('mail dkim', name);
  const expected = ours.export({ type: 'spki', format: 'der' }).toString('base64');
  const published = records.map((record) => /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1] ?? '');
  if (published.some((key) => key.replace(/\s/g, '') === expected)) {
    return ok('mail dkim', `${name} publishes the key`);
  }
  const found = records.length === 0 ? `${name} does not exist` : `${name} publishes another key`;
  return broken('mail dkim', found, `publish there: v=DKIM1; k=rsa; p=${expected}`);
}

function unseen(name: string, domain: string): Check {
  return warning(name, `${domain} could not be looked up`, 'ask again with access to the DNS');
}

/** The TXT records of a name; none when it has none, undefined when nobody could be asked. */
async function lookUp(name: string, resolveTxt: ResolveTxt): Promise<string[] | undefined> {
  try {
    return (await resolveTxt(name)).map((parts) => parts.join(''));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : undefined;
  }
}

async function askDns(name: string): Promise<string[][]> {
  return await new Resolver({ timeout: 2_000, tries: 1 }).resolveTxt(name);
}

async function settled(name: string, check: () => Promise<Check>): Promise<Check> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof EvmError) return fromError(name, error);
    throw error;
  }
}
