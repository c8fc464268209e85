import { describe, expect, it } from 'vitest';
import { cryptoErrors } from '../../../../src/core/runtime/crypto/errors.js';
import { type Keyring, openKeyring } from '../../../../src/core/runtime/crypto/keyring.js';
import { createSeededRandom } from '../../../../src/core/runtime/random.js';

const hex = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex');
const base64 = Buffer.from(hex, 'hex').toString('base64');
const otherHex = 'ab'.repeat(32);

function open(masterKey: string): Keyring {
  const random = createSeededRandom(1);
  return openKeyring({ masterKey, keyFile: '/nowhere/master.key', create: false, random });
}

function columnKey(keyring: Keyring, keyId: number): string | undefined {
  return keyring.encryptionKey('column-encryption', keyId)?.export().toString('hex');
}

describe('a master key', () => {
  it('is taken as hex digits or as base64, with the same result', () => {
    expect(columnKey(open(hex), 1)).toBe(columnKey(open(base64), 1));
    expect(columnKey(open(hex.toUpperCase()), 1)).toBe(columnKey(open(hex), 1));
  });

  it('survives the newline at the end of a secret file', () => {
    expect(columnKey(open(`${hex}\n`), 1)).toBe(columnKey(open(hex), 1));
  });

  it.each([
    ['', 'it is empty'],
    ['# only a comment', 'it is empty'],
    ['hunter2', 'a line is not'],
    [hex.slice(2), 'a line is not'],
    [`1 ${hex}\n1 ${otherHex}`, 'key 1 is there twice'],
    [`2 ${hex}`, 'key 1 is missing'],
    [`0 ${hex}`, 'a line is not'],
    [`1 ${hex}\n256 ${otherHex}`, 'a line is not'],
  ])('is refused when it is %j', (masterKey, reason) => {
    expect(() => open(masterKey)).toThrow(reason);
  });

  it('is never repeated in the error that refuses it', () => {
    const almost = `${hex}ff`;
    let caught: unknown;
    try {
      open(almost);
    } catch (error) {
      caught = error;
    }
    expect(cryptoErrors.keyInvalid.matches(caught)).toBe(true);
    expect(JSON.stringify([caught, String(caught)])).not.toContain(almost);
  });
});

describe('derived keys', () => {
  it('differ by purpose, by master key and by blind index', () => {
    const keyring = open(`1 ${hex}\n2 ${otherHex}`);
    const keys = [
      keyring.encryptionKey('column-encryption', 1),
      keyring.encryptionKey('column-encryption', 2),
      keyring.encryptionKey('file-encryption', 1),
      keyring.encryptionKey('ticket-key-wrapping', 1),
      keyring.blindIndexKey('participants.email'),
      keyring.blindIndexKey('participants.phone'),
    ].map((key) => key?.export().toString('hex'));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain(hex);
    expect(keys).not.toContain(undefined);
  });

  // Frozen: another value here makes every database unreadable.
  it('are the HKDF-SHA-256 of the master key under a label', () => {
    expect(columnKey(open(hex), 1)).toBe(
      '853167d8f32ad58dd9107923d96c700598611a59f8c14d95971dc56a3376a986',
    );
    expect(open(hex).blindIndexKey('participants.email').export().toString('hex')).toBe(
      'e2658cf30ef96305a8c530a8dc723808fea4d09e7c173a87c81e59953ca6f003',
    );
  });
});

describe('a keyring with several master keys', () => {
  it('encrypts with the highest number and keeps the others', () => {
    const keyring = open(`# rotated\n2 ${otherHex}\n1 ${base64}  # the first\n`);
    expect(keyring.currentKeyId).toBe(2);
    expect(keyring.keyIds).toEqual([1, 2]);
    expect(columnKey(keyring, 1)).toBe(columnKey(open(hex), 1));
    expect(columnKey(keyring, 3)).toBeUndefined();
  });

  it('tells master keys apart by a fingerprint that is not the key', () => {
    const keyring = open(`1 ${hex}\n2 ${otherHex}`);
    expect(keyring.fingerprint(1)).toMatch(/^[0-9a-f]{16}$/);
    expect(keyring.fingerprint(1)).toBe(open(base64).fingerprint(1));
    expect(keyring.fingerprint(1)).not.toBe(keyring.fingerprint(2));
    expect(keyring.fingerprint(3)).toBeUndefined();
  });
});
