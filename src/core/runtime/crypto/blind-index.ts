import type { KeyObject } from 'node:crypto';
import type { Keyring } from './keyring.js';
import { createTextHmac, type TextHmac } from './text-hmac.js';

/**
 * A keyed digest by which an encrypted column can be looked up for equality: HMAC-SHA-256, 32 bytes.
 * `index` names the column (`participants.email`) and picks the key, so that equal values in
 * different columns do not show; `normalised` must be in the one spelling that counts as equal.
 *
 * It reveals which rows are equal: not for columns of few values, such as birth dates.
 */
export function blindIndex(keyring: Keyring, index: string, normalised: string): Buffer {
  return hmacUnder(keyring.blindIndexKey(index))(normalised);
}

const hmacs = new WeakMap<KeyObject, TextHmac>();

function hmacUnder(key: KeyObject): TextHmac {
  const known = hmacs.get(key);
  if (known) return known;
  const hmac = createTextHmac(key);
  hmacs.set(key, hmac);
  return hmac;
}
