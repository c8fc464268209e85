import type { Queryable, Transaction } from '../runtime/database/database.js';
import { keyTagBytes } from './event-key.js';
import type { WrappedSigningKey } from './event-signing-key.js';

export interface StoredSigningKey extends WrappedSigningKey {
  /** A retired key signs no more; what it signed still verifies. */
  retiredAt: Date | null;
}

interface SigningKeyRow {
  event_id: string;
  key_id: number;
  public_key: Buffer;
  private_key_encrypted: Buffer;
  retired_at: Date | null;
}

/** All keys of an event, the newest first. */
export async function findSigningKeys(db: Queryable, eventId: string): Promise<StoredSigningKey[]> {
  const rows = await db('event_signing_keys')
    .where({ event_id: eventId })
    .orderBy('key_id', 'desc')
    .select<SigningKeyRow[]>();
  return rows.map(fromRow);
}

/**
 * The keys that a payload may mean by its tag, of events that are not deleted. The table holds a
 * row or two for each event, so it needs no index on the digest.
 */
export async function findSigningKeysByTag(
  db: Queryable,
  tag: Buffer,
): Promise<StoredSigningKey[]> {
  const rows = await db('event_signing_keys')
    .join('events', 'events.id', 'event_signing_keys.event_id')
    .whereNull('events.deleted_at')
    .whereRaw('substring(sha256(public_key) from 1 for ?::int) = ?::bytea', [keyTagBytes, tag])
    .select<SigningKeyRow[]>('event_signing_keys.*');
  return rows.map(fromRow);
}

/**
 * Stores a key unless the event has one of this number. Where two processes do it at once, the
 * second waits for the first to commit and stores nothing: read again to see whose key it is.
 */
export async function insertSigningKey(trx: Transaction, key: WrappedSigningKey): Promise<void> {
  await trx('event_signing_keys')
    .insert({
      event_id: key.eventId,
      key_id: key.keyId,
      public_key: key.publicKey,
      private_key_encrypted: key.privateKeyEncrypted,
    })
    .onConflict(['event_id', 'key_id'])
    .ignore();
}

function fromRow(row: SigningKeyRow): StoredSigningKey {
  return {
    eventId: row.event_id,
    keyId: row.key_id,
    publicKey: row.public_key,
    privateKeyEncrypted: row.private_key_encrypted,
    retiredAt: row.retired_at,
  };
}
