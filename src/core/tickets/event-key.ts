import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { ticketErrors } from './errors.js';

/** What an offline verifier needs of an event: its Ed25519 public key. */
export interface EventPublicKey {
  publicKey: KeyObject;
  /**
   * The first 6 bytes of SHA-256 over the 32 raw bytes of the public key: names the key inside a
   * payload, so that a ticket of another event is told apart from a forged one.
   */
  tag: Buffer;
}

/** An event's key with its private half, as a signer needs it. */
export interface EventSigningKey extends EventPublicKey {
  privateKey: KeyObject;
}

export const keyTagBytes = 6;
const rawKeyBytes = 32;

/** An event public key from a key object. */
export function toEventPublicKey(publicKey: KeyObject): EventPublicKey {
  const digest = createHash('sha256').update(rawPublicKey(publicKey)).digest();
  return { publicKey, tag: digest.subarray(0, keyTagBytes) };
}

/** The 32 bytes of RFC 8032, as they are stored. */
export function rawPublicKey(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' }).subarray(-rawKeyBytes);
}

/** An event public key from its 32 stored bytes. */
export function fromRawPublicKey(raw: Uint8Array): EventPublicKey {
  const key = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') };
  return toEventPublicKey(createPublicKey({ key, format: 'jwk' }));
}

/** PEM (SubjectPublicKeyInfo), what `evm ticket key` prints and scanners elsewhere can read. */
export function formatPublicKey({ publicKey }: EventPublicKey): string {
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/**
 * The keys in a public key file: one or more PEM blocks, as an event whose key was replaced has.
 *
 * @throws TICKET_KEY_FILE when a block is missing, is private, or is not an Ed25519 key
 */
export function parsePublicKeys(text: string, file: string): EventPublicKey[] {
  if (text.includes('PRIVATE KEY'))
    throw ticketErrors.keyFile({ file, reason: 'it holds a private key' });
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  if (blocks.length === 0)
    throw ticketErrors.keyFile({ file, reason: 'it holds no PEM public key' });
  return blocks.map((block) => parsePublicKey(block, file));
}

function parsePublicKey(pem: string, file: string): EventPublicKey {
  let publicKey: KeyObject;
  try {
    publicKey = createPublicKey(pem);
  } catch (error) {
    throw ticketErrors.keyFile({ file, reason: 'a key in it is damaged' }, error);
  }
  if (publicKey.asymmetricKeyType !== 'ed25519') {
    throw ticketErrors.keyFile({ file, reason: 'a key in it is not an Ed25519 key' });
  }
  return toEventPublicKey(publicKey);
}
