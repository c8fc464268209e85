import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { decryptColumnBytes, encryptColumn } from '../runtime/crypto/column-cipher.js';
import type { Keyring } from '../runtime/crypto/keyring.js';
import type { Random } from '../runtime/random.js';
import { type EventSigningKey, rawPublicKey, toEventPublicKey } from './event-key.js';

/** An event's key as it is stored; the private half is wrapped by the keyring. */
export interface WrappedSigningKey {
  eventId: string;
  /** 1 is the event's first key; a replaced key keeps its number. */
  keyId: number;
  /** 32 raw bytes. */
  publicKey: Buffer;
  privateKeyEncrypted: Buffer;
}

/** A fresh Ed25519 key; its 32-byte seed (RFC 8032) comes from `random`. */
export function createSigningKey(random: Random): EventSigningKey {
  return fromSeed(random.bytes(seedBytes));
}

/** Wraps a key for `event_signing_keys`; bound to its event and number, it opens nowhere else. */
export function wrapSigningKey(
  keyring: Keyring,
  owner: { eventId: string; keyId: number },
  key: EventSigningKey,
): WrappedSigningKey {
  const seed = key.privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-seedBytes);
  return {
    ...owner,
    publicKey: rawPublicKey(key.publicKey),
    privateKeyEncrypted: encryptColumn(keyring, placeOf(owner), seed),
  };
}

/**
 * The key that can sign again.
 *
 * @throws KEY_UNKNOWN, DECRYPT_FAILED
 */
export function unwrapSigningKey(keyring: Keyring, wrapped: WrappedSigningKey): EventSigningKey {
  return fromSeed(decryptColumnBytes(keyring, placeOf(wrapped), wrapped.privateKeyEncrypted));
}

const seedBytes = 32;
/** PKCS #8 of an Ed25519 key up to its seed (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

function fromSeed(seed: Buffer): EventSigningKey {
  const privateKey: KeyObject = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  return { privateKey, ...toEventPublicKey(createPublicKey(privateKey)) };
}

function placeOf({ eventId, keyId }: { eventId: string; keyId: number }) {
  return {
    table: 'event_signing_keys',
    column: 'private_key_encrypted',
    rowId: `${eventId}/${keyId}`,
    purpose: 'ticket-key-wrapping',
  } as const;
}
