import { describe, expect, it } from 'vitest';
import {
  createUnsubscribeToken,
  createUnsubscribeUrl,
  readUnsubscribeToken,
} from '../../../src/core/mailing/unsubscribe-token.js';
import { openKeyring } from '../../../src/core/runtime/crypto/keyring.js';
import { createSeededRandom } from '../../../src/core/runtime/random.js';

function keyringOf(digit: string) {
  return openKeyring({
    masterKey: digit.repeat(64),
    keyFile: '',
    create: false,
    random: createSeededRandom(1),
  });
}

const keyring = keyringOf('1');
const messageId = '0198c1d2-3e4f-7a5b-8c6d-7e8f90a1b2c3';
const token = createUnsubscribeToken(keyring, messageId);

describe('an unsubscribe token', () => {
  it('is short, fits into a URL, stays the same and gives the message back', () => {
    expect(token).toMatch(/^[A-Za-z0-9_-]{44}$/);
    expect(createUnsubscribeToken(keyring, messageId.toUpperCase())).toBe(token);
    expect(readUnsubscribeToken(keyring, token)).toBe(messageId);
  });

  it('is worth nothing when a single bit of it differs', () => {
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3] = (forged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(readUnsubscribeToken(keyring, forged.toString('base64url')), `bit ${bit}`).toBe(
        undefined,
      );
    }
  });

  it('is worth nothing for another installation', () => {
    expect(readUnsubscribeToken(keyringOf('2'), token)).toBeUndefined();
  });

  it.each(['', 'x', token.slice(1), `${token}A`, `${token.slice(0, 43)}=`, `${token}\n`])(
    'is not %j',
    (text) => {
      expect(readUnsubscribeToken(keyring, text)).toBeUndefined();
    },
  );

  it('stands at the end of the address of the page', () => {
    expect(createUnsubscribeUrl('https://events.example.com', token)).toBe(
      `https://events.example.com/u/${token}`,
    );
    expect(createUnsubscribeUrl('https://example.com/evm/', 'abc')).toBe(
      'https://example.com/evm/u/abc',
    );
  });
});
