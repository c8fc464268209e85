import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase41, encodeBase41 } from '../../../src/core/tickets/base41.js';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+-./:';
const evenBytes = fc
  .uint8Array({ maxLength: 200 })
  .map((bytes) => bytes.subarray(0, bytes.length & ~1));

describe('base 41', () => {
  it('gives back any even number of bytes, three characters for two', () => {
    fc.assert(
      fc.property(evenBytes, (bytes) => {
        const text = encodeBase41(bytes);
        expect(text).toMatch(/^[0-9A-Z+\-./:]*$/);
        expect(text.length).toBe((bytes.length / 2) * 3);
        expect(new Uint8Array(decodeBase41(text) ?? [])).toEqual(bytes);
      }),
    );
  });

  it('has one spelling for each value: what decodes encodes to the same text', () => {
    const text = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 30 });
    fc.assert(
      fc.property(text, (spelling) => {
        const bytes = decodeBase41(spelling);
        if (bytes) expect(encodeBase41(bytes)).toBe(spelling);
      }),
    );
  });

  it.each([
    [[0, 0], '000'],
    [[0, 40], '00:'],
    [[0, 41], '010'],
    [[0x45, 0x56], 'AM.'],
    [[0xff, 0xff], '.:H'],
  ])('writes %j as %j', (bytes, text) => {
    expect(encodeBase41(Uint8Array.from(bytes))).toBe(text);
  });

  it.each(['0', '00', '0000', ':::', '00a', '00 ', '00$', '00é', '0😀'])('refuses %j', (text) => {
    expect(decodeBase41(text)).toBeUndefined();
  });

  it('refuses the value after the largest', () => {
    const after = 0x10000;
    const text = [41 ** 2, 41, 1].map((unit) => alphabet[Math.floor(after / unit) % 41]).join('');
    expect(decodeBase41(text)).toBeUndefined();
  });

  it('takes no odd byte', () => {
    expect(() => encodeBase41(Uint8Array.of(1))).toThrow(RangeError);
  });
});
