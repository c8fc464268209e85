import { emailIndex } from '../participants/seal-participant.js';
import { decryptColumn, encryptColumn } from '../runtime/crypto/column-cipher.js';
import type { Keyring } from '../runtime/crypto/keyring.js';
import type { Queryable, Transaction } from '../runtime/database/database.js';

/**
 * Why an address gets no mail, the weakest reason first. Who has unsubscribed still gets tickets; the
 * others get nothing, and a complaint is never forgotten over another reason.
 */
export const suppressionReasons = ['unsubscribed', 'manual', 'hard_bounce', 'complaint'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

export interface Suppression {
  id: string;
  /** Normalised. */
  email: string;
  reason: SuppressionReason;
  note: string | null;
  createdAt: Date;
}

export type NewSuppression = Pick<Suppression, 'id' | 'email' | 'reason' | 'note'>;

/** What became of a new suppression: the list had the address already, perhaps for a weaker reason. */
export type SuppressionChange = 'added' | 'strengthened' | 'known';

/**
 * Puts addresses on the list, no address twice. An address that is on it keeps its reason unless the new
 * one is stronger. Returns how many were added and strengthened.
 */
export async function saveSuppressions(
  trx: Transaction,
  keyring: Keyring,
  suppressions: readonly NewSuppression[],
): Promise<{ added: number; strengthened: number }> {
  if (suppressions.length === 0) return { added: 0, strengthened: 0 };
  // In the order of the index: two imports at once wait for each other, and never both.
  const rows = suppressions
    .map((one) => ({ ...one, index: emailIndex(keyring, one.email) }))
    .sort((left, right) => Buffer.compare(left.index, right.index));
  const { rows: saved } = await trx.raw<{ rows: { added: boolean }[] }>(
    `INSERT INTO suppressions (email_index, address_encrypted, id, reason, note)
     SELECT * FROM unnest(?::bytea[], ?::bytea[], ?::uuid[], ?::text[], ?::text[])
     ON CONFLICT (email_index) DO UPDATE SET reason = excluded.reason, note = excluded.note
       WHERE array_position(?::text[], suppressions.reason) < array_position(?::text[], excluded.reason)
     RETURNING (xmax = 0) AS added`,
    [
      rows.map(({ index }) => index),
      rows.map(({ id, email }) => encryptColumn(keyring, placeOf(id), email)),
      rows.map(({ id }) => id),
      rows.map(({ reason }) => reason),
      rows.map(({ note }) => note),
      [...suppressionReasons],
      [...suppressionReasons],
    ] as never[],
  );
  const added = saved.filter((row) => row.added).length;
  return { added, strengthened: saved.length - added };
}

export async function findSuppression(
  db: Queryable,
  keyring: Keyring,
  email: string,
): Promise<Suppression | undefined> {
  const row = await db('suppressions')
    .where({ email_index: emailIndex(keyring, email) })
    .first<SuppressionRow | undefined>();
  return row && fromRow(keyring, row);
}

/** Takes an address off the list; false when it was not on it. */
export async function deleteSuppression(
  db: Queryable,
  keyring: Keyring,
  email: string,
): Promise<boolean> {
  const deleted = await db('suppressions')
    .where({ email_index: emailIndex(keyring, email) })
    .delete();
  return deleted > 0;
}

export interface SuppressionPage {
  reason?: SuppressionReason | undefined;
  /** Only those that were put on the list before the one of this id. */
  before?: string | undefined;
  limit: number;
}

/** One page of the list, the latest first. */
export async function pageSuppressions(
  db: Queryable,
  keyring: Keyring,
  { reason, before, limit }: SuppressionPage,
): Promise<Suppression[]> {
  const query = db('suppressions').orderBy('id', 'desc').limit(limit);
  if (reason) query.where({ reason });
  if (before) query.where('id', '<', before);
  const rows = await query.select<SuppressionRow[]>();
  return rows.map((row) => fromRow(keyring, row));
}

export async function countSuppressions(
  db: Queryable,
  reason: SuppressionReason | undefined,
): Promise<number> {
  const query = db('suppressions');
  if (reason) query.where({ reason });
  const [row] = await query.count<{ count: number }[]>({ count: '*' });
  return Number(row?.count ?? 0);
}

interface SuppressionRow {
  id: string;
  address_encrypted: Buffer;
  reason: SuppressionReason;
  note: string | null;
  created_at: Date;
}

function fromRow(keyring: Keyring, row: SuppressionRow): Suppression {
  return {
    id: row.id,
    email: decryptColumn(keyring, placeOf(row.id), row.address_encrypted),
    reason: row.reason,
    note: row.note,
    createdAt: row.created_at,
  };
}

function placeOf(id: string) {
  return { table: 'suppressions', column: 'address', rowId: id };
}
