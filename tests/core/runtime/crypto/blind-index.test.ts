import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { blindIndex } from '../../../../src/core/runtime/crypto/blind-index.js';
import { openKeyring } from '../../../../src/core/runtime/crypto/keyring.js';
import { createSeededRandom } from '../../../../src/core/runtime/random.js';

const first = '11'.repeat(32);

function open(masterKey: string) {
  const random = createSeededRandom(1);
  return openKeyring({ masterKey, keyFile: '/nowhere/master.key', create: false, random });
}

describe('a blind index', () => {
  it('is the same for the same value and another for another value', () => {
    const keyring = open(first);
    const digest = blindIndex(keyring, 'participants.email', 'kim@example.com');
    expect(digest).toHaveLength(32);
    expect(blindIndex(keyring, 'participants.email', 'kim@example.com')).toEqual(digest);
    expect(blindIndex(keyring, 'participants.email', 'lee@example.com')).not.toEqual(digest);
  });

  it('does not show that two columns hold the same value', () => {
    const keyring = open(first);
    expect(blindIndex(keyring, 'participants.email', 'x')).not.toEqual(
      blindIndex(keyring, 'suppressions.email', 'x'),
    );
  });

  it('stays the same when the encryption key rotates', () => {
    const rotated = open(`1 ${first}\n2 ${'22'.repeat(32)}`);
    expect(blindIndex(rotated, 'participants.email', 'kim@example.com')).toEqual(
      blindIndex(open(first), 'participants.email', 'kim@example.com'),
    );
  });

  it('means nothing without the key', () => {
    const digest = blindIndex(open(first), 'participants.email', 'kim@example.com');
    expect(blindIndex(open('22'.repeat(32)), 'participants.email', 'kim@example.com')).not.toEqual(
      digest,
    );
  });

  it('is HMAC-SHA-256 over the UTF-8 text', () => {
    const keyring = open(first);
    const key = keyring.blindIndexKey('participants.email').export();
    expect(blindIndex(keyring, 'participants.email', '한글@example.com')).toEqual(
      createHmac('sha256', key).update(Buffer.from('한글@example.com')).digest(),
    );
  });
});
