import type { Queryable, Transaction } from '../runtime/database/database.js';
import { ledgerErrors } from '../runtime/ledger/errors.js';
import type { Claim, LedgerState } from '../runtime/ledger/ledger-contract.js';
import { claimedRow } from '../runtime/ledger/ledger-repository.js';
import type { Notice, NoticeChannel, NoticeContent } from './schema.js';

export type NewNotice = NoticeContent & {
  /** Made by the database where nothing depends on it. */
  id?: string;
  eventId: string;
  subjectId: string;
  occasion: string;
  channel: NoticeChannel;
  recipientEncrypted?: Buffer;
};

/** Adds those that there are not yet; returns how many. */
export async function insertNotices(
  trx: Transaction,
  notices: readonly NewNotice[],
): Promise<number> {
  let added = 0;
  for (const notice of notices) {
    const { rowCount } = await trx.raw<{ rowCount: number }>(
      `INSERT INTO notices (id, event_id, kind, subject_id, occasion, channel, facts,
         recipient_encrypted)
       VALUES (coalesce(?::uuid, gen_random_uuid()), ?, ?, ?, ?, ?, ?::jsonb, ?)
       ON CONFLICT (kind, subject_id, occasion, channel) DO NOTHING`,
      [
        notice.id ?? null,
        notice.eventId,
        notice.kind,
        notice.subjectId,
        notice.occasion,
        notice.channel,
        JSON.stringify(notice.facts),
        notice.recipientEncrypted ?? null,
      ] as never[],
    );
    added += rowCount;
  }
  return added;
}

export async function findNotice(db: Queryable, id: string): Promise<Notice | undefined> {
  const row = await db('notices').where({ id }).first<NoticeRow | undefined>();
  return row && fromRow(row);
}

/** A notice in a list. */
export type ListedNotice = Notice & { event: string };

/** The newest notices, of one event or of all. */
export async function selectNotices(
  db: Queryable,
  { eventId, limit }: { eventId: string | undefined; limit: number },
): Promise<ListedNotice[]> {
  const rows = await db('notices')
    .join('events', 'events.id', 'notices.event_id')
    .modify((query) => {
      if (eventId !== undefined) query.where('notices.event_id', eventId);
    })
    .orderBy([
      { column: 'notices.created_at', order: 'desc' },
      { column: 'notices.id', order: 'desc' },
    ])
    .limit(limit)
    .select<(NoticeRow & { event: string })[]>('notices.*', 'events.slug as event');
  return rows.map((row) => ({ ...fromRow(row), event: row.event }));
}

/**
 * Marks that the notice goes to the mail server now; the caller commits this before the first byte.
 * False when the claim is somebody else's by now.
 */
export async function beginSubmission(db: Queryable, claim: Claim): Promise<boolean> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `UPDATE notices SET submission_began_at = clock_timestamp(), submissions = submissions + 1,
       updated_at = now()
     WHERE id = ? AND lease_token = ?`,
    [claim.id, claim.token],
  );
  return rowCount === 1;
}

/** Records that the mail server surely has not taken the notice; it may be submitted again. */
export async function recordRefusal(db: Queryable, claim: Claim): Promise<void> {
  await claimedRow(db, 'notices', claim).update({
    submission_began_at: null,
    submissions: db.raw('greatest(submissions - 1, 0)'),
  });
}

/** What stays of a notice that was told: not whom, but when. */
export async function recordTold(trx: Transaction, id: string): Promise<void> {
  await trx('notices')
    .where({ id })
    .update({ told_at: trx.raw('clock_timestamp()'), recipient_encrypted: null, last_error: null });
}

/**
 * Says why a notice ended untold, and makes it as good as new for a person who has it tried again: its
 * state tells that it may have arrived.
 */
export async function recordUntold(trx: Transaction, id: string, reason: string): Promise<void> {
  await trx('notices')
    .where({ id })
    .update({ last_error: reason, submission_began_at: null, submissions: 0 });
}

export async function forgetRecipient(trx: Transaction, id: string): Promise<void> {
  await trx('notices').where({ id }).update({ recipient_encrypted: null });
}

/** Wipes the recipients of what ended so many days ago, however it did; returns of how many. */
export async function forgetOldRecipients(db: Queryable, days: number): Promise<number> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `UPDATE notices SET recipient_encrypted = NULL WHERE recipient_encrypted IS NOT NULL
       AND state NOT IN ('pending', 'claimed')
       AND updated_at < now() - ? * interval '1 day'`,
    [days],
  );
  return rowCount;
}

/** Removes a claimed notice that nobody is to be told. Throws LEASE_LOST when it is not ours. */
export async function removeClaimed(db: Queryable, claim: Claim): Promise<undefined> {
  const removed = await claimedRow(db, 'notices', claim).delete();
  if (removed === 0) throw ledgerErrors.leaseLost({ kind: 'notice', id: claim.id });
}

interface NoticeRow {
  id: string;
  event_id: string;
  kind: NoticeContent['kind'];
  subject_id: string;
  channel: NoticeChannel;
  recipient_encrypted: Uint8Array | null;
  facts: NoticeContent['facts'];
  submission_began_at: Date | null;
  submissions: number;
  told_at: Date | null;
  state: LedgerState;
  attempts: number;
  last_error: string | null;
  created_at: Date;
}

function fromRow(row: NoticeRow): Notice {
  const content = { kind: row.kind, facts: row.facts } as NoticeContent;
  return {
    ...content,
    id: row.id,
    eventId: row.event_id,
    subjectId: row.subject_id,
    channel: row.channel,
    state: row.state,
    attempts: row.attempts,
    submissions: row.submissions,
    submissionBeganAt: row.submission_began_at,
    recipientEncrypted: row.recipient_encrypted && Buffer.from(row.recipient_encrypted),
    toldAt: row.told_at,
    reason: row.last_error,
    createdAt: row.created_at,
  };
}
