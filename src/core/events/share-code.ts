import type { Random } from '../runtime/random.js';

/** Digits and letters that are not taken for each other, in lower case for the end of a link. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A fresh share code: 12 characters, 60 random bits, because a private event is found by it alone. */
export function createShareCode(random: Random): string {
  return [...random.bytes(12)].map((byte) => alphabet[byte & 31]).join('');
}
