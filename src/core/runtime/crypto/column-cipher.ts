import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { cryptoErrors } from './errors.js';
import type { KeyPurpose, Keyring } from './keyring.js';

/** Where an encrypted value lives. It is bound to this place: moved elsewhere it does not decrypt. */
export interface ColumnPlace {
  table: string;
  column: string;
  /** The row's primary key as text, spelled the same way on writing and on reading. */
  rowId: string;
  /** Which derived key; `column-encryption` unless said otherwise. */
  purpose?: KeyPurpose;
}

const version = 1;
const headerBytes = 2;
const nonceBytes = 12;
const tagBytes = 16;
const overhead = headerBytes + nonceBytes + tagBytes;

/**
 * Encrypts one value with AES-256-GCM under the current key:
 * `version (1) | key id (1) | nonce (12) | ciphertext | tag (16)`, 30 bytes more than the UTF-8 text.
 * Nonces are random, so one master key is good for 2^32 values (NIST SP 800-38D, 8.3).
 */
export function encryptColumn(
  keyring: Keyring,
  place: ColumnPlace,
  plaintext: string | Buffer,
): Buffer {
  const keyId = keyring.currentKeyId;
  const key = keyFor(keyring, place, keyId);
  const nonce = keyring.random.bytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(associatedData(place, keyId));
  const ciphertext =
    typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext);
  // GCM is a stream mode: `final` computes the tag and returns no bytes.
  cipher.final();

  const sealed = Buffer.allocUnsafe(overhead + ciphertext.length);
  sealed[0] = version;
  sealed[1] = keyId;
  sealed.set(nonce, headerBytes);
  sealed.set(ciphertext, headerBytes + nonceBytes);
  sealed.set(cipher.getAuthTag(), sealed.length - tagBytes);
  return sealed;
}

/**
 * The text that `encryptColumn` was given for this place.
 *
 * @throws KEY_UNKNOWN when its master key is not at hand, DECRYPT_FAILED when a single bit differs
 * or the value comes from another row or column.
 */
export function decryptColumn(keyring: Keyring, place: ColumnPlace, sealed: Uint8Array): string {
  return decryptColumnBytes(keyring, place, sealed).toString('utf8');
}

/** Like `decryptColumn`, for values that are not text. */
export function decryptColumnBytes(
  keyring: Keyring,
  place: ColumnPlace,
  sealed: Uint8Array,
): Buffer {
  if (sealed.length < overhead || sealed[0] !== version) throw failure(place);
  const keyId = sealed[1] as number;
  const key = keyFor(keyring, place, keyId);
  const tagStart = sealed.length - tagBytes;
  try {
    const nonce = sealed.subarray(headerBytes, headerBytes + nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(associatedData(place, keyId));
    decipher.setAuthTag(sealed.subarray(tagStart));
    const plaintext = decipher.update(sealed.subarray(headerBytes + nonceBytes, tagStart));
    decipher.final();
    return plaintext;
  } catch (error) {
    throw failure(place, error);
  }
}

/** The id of the master key that a value was encrypted under, so that a rotation finds old ones. */
export function keyIdOf(sealed: Uint8Array): number | undefined {
  return sealed.length >= overhead && sealed[0] === version ? sealed[1] : undefined;
}

function keyFor(keyring: Keyring, place: ColumnPlace, keyId: number): KeyObject {
  const key = keyring.encryptionKey(place.purpose ?? 'column-encryption', keyId);
  if (!key) {
    throw cryptoErrors.keyUnknown({ keyId, table: place.table, column: place.column });
  }
  return key;
}

function failure({ table, column, rowId }: ColumnPlace, cause?: unknown) {
  return cryptoErrors.decryptFailed({ table, column, rowId }, cause);
}

/**
 * `version | key id | length, table | length, column | row id`, lengths in one byte: no two places
 * have the same bytes. The start is kept per column and the row id written behind it in place,
 * because an import makes this for each row; the cipher copies the bytes before it returns.
 */
function associatedData({ table, column, rowId }: ColumnPlace, keyId: number): Buffer {
  const scratch = scratchFor(table, column);
  const rowIdBytes = Buffer.byteLength(rowId);
  if (rowIdBytes > longestRowId) throw new RangeError(`a row id of ${rowIdBytes} bytes`);
  scratch.buffer[1] = keyId;
  scratch.buffer.write(rowId, scratch.start, 'utf8');
  return scratch.buffer.subarray(0, scratch.start + rowIdBytes);
}

interface Scratch {
  buffer: Buffer;
  /** Where the row id begins. */
  start: number;
}

const longestRowId = 200;
const scratchOfTable = new Map<string, Map<string, Scratch>>();

function scratchFor(table: string, column: string): Scratch {
  const known = scratchOfTable.get(table)?.get(column);
  if (known) return known;
  const scratch = createScratch(table, column);
  const ofTable = scratchOfTable.get(table) ?? new Map<string, Scratch>();
  scratchOfTable.set(table, ofTable.set(column, scratch));
  return scratch;
}

function createScratch(table: string, column: string): Scratch {
  const names = [table, column].flatMap((name) => {
    const bytes = Buffer.from(name);
    if (bytes.length > 255) throw new RangeError(`a name of ${bytes.length} bytes`);
    return [Buffer.of(bytes.length), bytes];
  });
  const prefix = Buffer.concat([Buffer.of(version, 0), ...names]);
  return {
    buffer: Buffer.concat([prefix, Buffer.alloc(longestRowId)]),
    start: prefix.length,
  };
}
