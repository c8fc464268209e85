import type { Context } from '../runtime/context.js';
import { encryptColumn } from '../runtime/crypto/column-cipher.js';
import type { Transaction } from '../runtime/database/database.js';
import { channelsOf } from './notice-channels.js';
import { insertNotices } from './notice-repository.js';
import { recipientPlace } from './recipient.js';
import { type NoticeContent, type NoticeRecipient, noticeChannels } from './schema.js';

/** News for those who run an event. */
export type OperatorNotice = Exclude<NoticeContent, { kind: 'deletion_confirmation' }> & {
  eventId: string;
  subjectId: string;
  /** When it came about, of what can happen to its subject again. */
  at?: Date;
};

/**
 * Queues a notice in the transaction of its cause, on the channels that are configured; returns how
 * many rows are new. What was told before is not told again.
 *
 * `config` is undefined where the cause does not know it, as in a ledger's `ended`: then there is a row
 * for every channel, and the worker removes those that nobody listens to.
 */
export async function queueNotice(
  trx: Transaction,
  { config }: { config: Context['config'] | undefined },
  notice: OperatorNotice,
): Promise<number> {
  const { at, ...news } = notice;
  const channels = config ? channelsOf(config) : noticeChannels;
  const occasion = at?.toISOString() ?? '';
  return await insertNotices(
    trx,
    channels.map((channel) => ({ ...news, occasion, channel })),
  );
}

/**
 * Queues the confirmation that a person's data was deleted, in the transaction that deletes it. The
 * address is kept encrypted until the mail is sent, and no longer than a month; returns whether it is
 * new.
 */
export async function queueDeletionConfirmation(
  trx: Transaction,
  { ids, keyring }: Pick<Context, 'ids' | 'keyring'>,
  deleted: { eventId: string; participantId: string; recipient: NoticeRecipient },
): Promise<boolean> {
  const { eventId, participantId, recipient } = deleted;
  const id = ids.next();
  const added = await insertNotices(trx, [
    {
      id,
      kind: 'deletion_confirmation',
      facts: {},
      eventId,
      subjectId: participantId,
      occasion: '',
      channel: 'email',
      recipientEncrypted: encryptColumn(keyring, recipientPlace(id), JSON.stringify(recipient)),
    },
  ]);
  return added > 0;
}
