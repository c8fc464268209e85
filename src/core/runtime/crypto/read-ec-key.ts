import { createPublicKey, type KeyObject } from 'node:crypto';

/** A public key of an elliptic curve, as base64 of its SPKI form (RFC 5480). Throws when it is none. */
export function readEcKey(text: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ec') throw new Error('not a key of an elliptic curve');
  return key;
}
