import type { Config } from '../runtime/config/config-schema.js';
import { mailingErrors } from './errors.js';

export interface Mailbox {
  name: string;
  address: string;
}

/** Good enough for files that nobody sends. */
const placeholder: Mailbox = { name: 'evm', address: 'evm@localhost.localdomain' };

/**
 * Whom all mail comes from. Mail that goes to a server needs a configured sender: throws
 * MAIL_NO_SENDER, so that a worker refuses to start instead of failing message after message.
 */
export function senderOf({ mail }: Pick<Config, 'mail'>): Mailbox {
  if (mail.from !== undefined) return parseMailbox(mail.from);
  if (mail.smtpUrl === undefined || mail.smtpUrl.startsWith('file:')) return placeholder;
  throw mailingErrors.noSender({});
}

/** `Seoul DevDay <devday@example.com>` or a bare address; the configuration has checked its form. */
export function parseMailbox(text: string): Mailbox {
  const [, name = '', address = text.trim()] = /^([^<]*)<([^>]*)>$/.exec(text.trim()) ?? [];
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
}

/** The domain of a mailbox, for Message-IDs and calendar ids. */
export function domainOf({ address }: Mailbox): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
