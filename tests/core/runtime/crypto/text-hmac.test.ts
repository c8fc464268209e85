import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTextHmac } from '../../../../src/core/runtime/crypto/text-hmac.js';

it('is the HMAC-SHA-256 of node:crypto, for every key of up to a block and every text', () => {
  const keys = fc.uint8Array({ minLength: 1, maxLength: 64 });
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
  // Long ones too, after which short ones must still be right.
  const texts = fc.array(fc.oneof(text, fc.integer({ min: 300, max: 5_000 }).map(longText)));
  fc.assert(
    fc.property(keys, texts, (bytes, list) => {
      const key = createSecretKey(bytes);
      const hmac = createTextHmac(key);
      for (const one of list) {
        expect(hmac(one)).toEqual(createHmac('sha256', key).update(one, 'utf8').digest());
      }
    }),
  );
});

// RFC 4231, 4.2 and 4.3.
it.each([
  ['0b'.repeat(20), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
  [
    Buffer.from('Jefe').toString('hex'),
    'what do ya want for nothing?',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
])('gives what the standard gives for key %s', (key, text, digest) => {
  const hmac = createTextHmac(createSecretKey(Buffer.from(key, 'hex')));
  expect(hmac(text).toString('hex')).toBe(digest);
});

it('takes no key that would have to be digested first', () => {
  expect(() => createTextHmac(createSecretKey(Buffer.alloc(65)))).toThrow(RangeError);
});

function longText(length: number): string {
  return '한글 and more '.repeat(length / 12);
}
