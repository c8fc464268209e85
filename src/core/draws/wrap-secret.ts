import { decryptColumnBytes, encryptColumn } from '../runtime/crypto/column-cipher.js';
import type { Keyring } from '../runtime/crypto/keyring.js';

/** The secret of a draw as it lies in the database until the draw; bound to its draw. */
export function wrapSecret(keyring: Keyring, drawId: string, secret: Buffer): Buffer {
  return encryptColumn(keyring, placeOf(drawId), secret);
}

/** Throws KEY_UNKNOWN, DECRYPT_FAILED. */
export function unwrapSecret(keyring: Keyring, drawId: string, wrapped: Buffer): Buffer {
  return decryptColumnBytes(keyring, placeOf(drawId), wrapped);
}

function placeOf(drawId: string) {
  return { table: 'draws', column: 'secret_encrypted', rowId: drawId };
}
