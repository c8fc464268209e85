import { createHmac } from 'node:crypto';
import type { Keyring } from './keyring.js';

/**
 * A keyed digest by which an encrypted column can be looked up for equality: HMAC-SHA-256, 32 bytes.
 * `index` names the column (`participants.email`) and picks the key, so that equal values in
 * different columns do not show; `normalised` must be in the one spelling that counts as equal.
 *
 * It reveals which rows are equal: not for columns of few values, such as birth dates.
 */
export function blindIndex(keyring: Keyring, index: string, normalised: string): Buffer {
  const hmac = createHmac('sha256', keyring.blindIndexKey(index)).update(normalised, 'utf8');
  // By way of a string: a digest that comes as bytes brings a memory block of its own from outside
  // of the heap, which costs an import of many rows more than the digest.
  return Buffer.from(hmac.digest('binary'), 'binary');
}
