import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../runtime/config/config-schema.js';
import type { MailTransport } from './mail-transport.js';
import { transportErrors } from './transport-errors.js';

/**
 * The transport that is configured; without one, files in the folder `mail` of the home. Opens no
 * connection. Throws MAIL_URL_INVALID and MAIL_DKIM_INVALID.
 */
export async function openTransport({
  mail,
  home,
}: Pick<Config, 'mail' | 'home'>): Promise<MailTransport> {
  const folder = mailFolderOf({ mail, home });
  if (folder !== undefined) {
    const { createFileTransport } = await import('./adapters/file-transport.js');
    return createFileTransport(folder);
  }
  const { createSmtpTransport } = await import('./adapters/smtp-transport.js');
  return createSmtpTransport({
    url: mail.smtpUrl as string,
    password: mail.smtpPassword,
    connections: mail.connections,
    dkim: dkimOf(mail),
  });
}

/** Where mail is written instead of being sent; undefined when a server is configured. */
export function mailFolderOf({ mail, home }: Pick<Config, 'mail' | 'home'>): string | undefined {
  if (mail.smtpUrl === undefined) return join(home, 'mail');
  return mail.smtpUrl.startsWith('file:') ? folderOf(mail.smtpUrl) : undefined;
}

/** The DKIM settings, when there are any. Throws MAIL_DKIM_INVALID when there are only some. */
export function dkimOf({ dkimDomain, dkimSelector, dkimKey }: Config['mail']) {
  if (dkimDomain === undefined && dkimSelector === undefined && dkimKey === undefined) {
    return undefined;
  }
  if (dkimDomain === undefined || dkimSelector === undefined || dkimKey === undefined) {
    throw transportErrors.badDkim({ reason: 'domain, selector and key belong together' });
  }
  return { domainName: dkimDomain, keySelector: dkimSelector, privateKey: dkimKey };
}

/** `file:outbox` is taken from the working directory, as in a shell, which no URL parser would do. */
function folderOf(url: string): string {
  const path = url.slice('file:'.length);
  try {
    return path.startsWith('//') ? fileURLToPath(url) : resolve(decodeURIComponent(path));
  } catch {
    throw transportErrors.badUrl({ reason: 'it does not name a folder of this machine' });
  }
}
