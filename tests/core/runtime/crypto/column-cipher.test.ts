import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decryptColumn,
  decryptColumnBytes,
  encryptColumn,
  keyIdOf,
} from '../../../../src/core/runtime/crypto/column-cipher.js';
import { cryptoErrors } from '../../../../src/core/runtime/crypto/errors.js';
import { type Keyring, openKeyring } from '../../../../src/core/runtime/crypto/keyring.js';
import { createSeededRandom, createSystemRandom } from '../../../../src/core/runtime/random.js';

const first = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex');
const second = 'ab'.repeat(32);
const place = {
  table: 'participants',
  column: 'email',
  rowId: '0192f0c1-0000-7000-8000-000000000001',
};

function open(masterKey: string, random = createSystemRandom()): Keyring {
  return openKeyring({ masterKey, keyFile: '/nowhere/master.key', create: false, random });
}

const keyring = open(first);

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
}

describe('an encrypted column', () => {
  it('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decryptColumn(keyring, place, encryptColumn(keyring, place, text))).toBe(text);
      }),
    );
  });

  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const sealed = encryptColumn(keyring, place, Buffer.from(bytes));
        expect(new Uint8Array(decryptColumnBytes(keyring, place, sealed))).toEqual(bytes);
      }),
    );
  });

  it('takes 30 bytes more than its text', () => {
    expect(encryptColumn(keyring, place, '').length).toBe(30);
    expect(encryptColumn(keyring, place, '홍길동').length).toBe(39);
  });

  it('never looks the same twice', () => {
    const seen = new Set<string>();
    for (let round = 0; round < 1000; round++) {
      seen.add(encryptColumn(keyring, place, 'same').subarray(2, 14).toString('hex'));
    }
    expect(seen.size).toBe(1000);
  });

  it('opens from the plain Uint8Array that an embedded database returns', () => {
    const sealed = new Uint8Array(encryptColumn(keyring, place, 'kim@example.com'));
    expect(decryptColumn(keyring, place, sealed)).toBe('kim@example.com');
  });

  // Frozen, and computed by another implementation (Python's cryptography): stored data depends on it.
  it('has the documented format', () => {
    const sealed = encryptColumn(open(first, createSeededRandom(7)), place, 'kim@example.com');
    expect(sealed.toString('hex')).toBe(
      '0101e7074345ff94ba57af0afde40e04c60f7dc764a8e4f3494a82add9d872b0dcb525cb2200e6971261d62aa7',
    );
  });
});

describe('an encrypted value that was tampered with', () => {
  const sealed = encryptColumn(keyring, place, 'kim@example.com');

  it('is refused for every single bit that differs', () => {
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      const keyIdChanged = bit >> 3 === 1;
      expect(codeOf(() => decryptColumn(keyring, place, changed))).toBe(
        keyIdChanged ? 'KEY_UNKNOWN' : 'DECRYPT_FAILED',
      );
    }
  });

  it('is refused when it is cut short or extended', () => {
    for (let length = 0; length < sealed.length; length++) {
      const cut = sealed.subarray(0, length);
      expect(codeOf(() => decryptColumn(keyring, place, cut))).toBe('DECRYPT_FAILED');
    }
    const longer = Buffer.concat([sealed, Buffer.alloc(1)]);
    expect(codeOf(() => decryptColumn(keyring, place, longer))).toBe('DECRYPT_FAILED');
  });

  it('is refused in another row, column or table, or under another purpose', () => {
    const elsewhere = [
      { ...place, rowId: '0192f0c1-0000-7000-8000-000000000002' },
      { ...place, rowId: '' },
      { ...place, column: 'phone' },
      { ...place, table: 'messages' },
      { ...place, purpose: 'ticket-key-wrapping' as const },
    ];
    for (const other of elsewhere) {
      expect(codeOf(() => decryptColumn(keyring, other, sealed))).toBe('DECRYPT_FAILED');
    }
  });

  it('is refused where table and column only run together to the same text', () => {
    const moved = encryptColumn(keyring, { table: 'ab', column: 'c', rowId: 'd' }, 'x');
    for (const other of [
      { table: 'a', column: 'bc', rowId: 'd' },
      { table: 'ab', column: 'cd', rowId: '' },
      { table: 'abc', column: '', rowId: 'd' },
    ]) {
      expect(codeOf(() => decryptColumn(keyring, other, moved))).toBe('DECRYPT_FAILED');
    }
  });

  it('is told by table, column and row, and nothing of the value', () => {
    const changed = Buffer.from(sealed).fill(0, 20);
    expect(() => decryptColumn(keyring, place, changed)).toThrow(
      'participants.email of row 0192f0c1-0000-7000-8000-000000000001 cannot be decrypted',
    );
  });
});

describe('when the master key rotates', () => {
  const rotated = open(`1 ${first}\n2 ${second}`);

  it('old values still decrypt and new ones name the new key', () => {
    const old = encryptColumn(keyring, place, 'kim@example.com');
    expect(decryptColumn(rotated, place, old)).toBe('kim@example.com');
    expect(keyIdOf(old)).toBe(1);
    expect(keyIdOf(encryptColumn(rotated, place, 'kim@example.com'))).toBe(2);
  });

  it('a value under a key that is not at hand names that key', () => {
    const sealed = encryptColumn(rotated, place, 'kim@example.com');
    let caught: unknown;
    try {
      decryptColumn(keyring, place, sealed);
    } catch (error) {
      caught = error;
    }
    expect(cryptoErrors.keyUnknown.matches(caught)).toBe(true);
    expect(String(caught)).toContain('under key 2');
  });

  it('another secret under the same number decrypts nothing', () => {
    const sealed = encryptColumn(keyring, place, 'kim@example.com');
    expect(codeOf(() => decryptColumn(open(second), place, sealed))).toBe('DECRYPT_FAILED');
  });
});

describe('a row id', () => {
  it('does not leave traces for the next, shorter one', () => {
    const long = { ...place, rowId: 'x'.repeat(200) };
    const short = { ...place, rowId: '1' };
    const sealed = encryptColumn(keyring, short, 'a');
    encryptColumn(keyring, long, 'b');
    expect(decryptColumn(keyring, short, sealed)).toBe('a');
  });

  it('that is not an id at all is a defect, not a silent cut', () => {
    const endless = { ...place, rowId: 'x'.repeat(201) };
    expect(() => encryptColumn(keyring, endless, 'a')).toThrow(RangeError);
  });
});
