import { parseMailbox } from '../mailing/sender.js';
import { parseEmail } from '../participants/fields/parse-email.js';
import type { Context } from '../runtime/context.js';
import { type ColumnPlace, decryptColumn } from '../runtime/crypto/column-cipher.js';
import { type Notice, type NoticeRecipient, noticeKinds } from './schema.js';

/** Where the recipient of a notice is encrypted. */
export function recipientPlace(id: string): ColumnPlace {
  return { table: 'notices', column: 'recipient_encrypted', rowId: id };
}

/**
 * Whom a notice goes to as mail: the person it is about, else the operator who is configured where it is
 * sent. Undefined: nobody.
 */
export function recipientOf(
  { config, keyring }: Pick<Context, 'config' | 'keyring'>,
  { id, kind, recipientEncrypted }: Pick<Notice, 'id' | 'kind' | 'recipientEncrypted'>,
): NoticeRecipient | undefined {
  if (noticeKinds[kind].to === 'operator') {
    const { email } = config.notify;
    return email === undefined ? undefined : readOperator(email);
  }
  if (recipientEncrypted === null) return undefined;
  return JSON.parse(decryptColumn(keyring, recipientPlace(id), recipientEncrypted));
}

function readOperator(text: string): NoticeRecipient {
  const { name, address } = parseMailbox(text);
  const parsed = parseEmail(address);
  return { name, address: parsed.ok ? parsed.value : address };
}
