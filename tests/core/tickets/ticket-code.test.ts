import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeededRandom, createSystemRandom } from '../../../src/core/runtime/random.js';
import {
  createTicketCode,
  formatTicketCode,
  parseTicketCode,
  ticketCodeAlphabet,
} from '../../../src/core/tickets/ticket-code.js';

describe('a new ticket code', () => {
  it('is ten characters of an alphabet without look-alikes', () => {
    const random = createSystemRandom();
    for (let round = 0; round < 1000; round++) {
      expect(createTicketCode(random)).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    }
  });

  it('uses every character at every place equally often', () => {
    const random = createSeededRandom(42);
    const rounds = 32_000;
    const counts = Array.from({ length: 10 }, () => new Map<string, number>());
    for (let round = 0; round < rounds; round++) {
      const code = createTicketCode(random);
      counts.forEach((count, place) => {
        const character = code.charAt(place);
        count.set(character, (count.get(character) ?? 0) + 1);
      });
    }
    for (const count of counts) {
      expect(count.size).toBe(32);
      // Six standard deviations of a fair 1 in 32; the stream is seeded, so this is repeatable.
      for (const seen of count.values()) expect(Math.abs(seen - 1000)).toBeLessThan(190);
    }
  });

  it('takes all of its bits from the generator', () => {
    const zeros = { bytes: (length: number) => Buffer.alloc(length, 0) };
    const ones = { bytes: (length: number) => Buffer.alloc(length, 255) };
    expect(createTicketCode(zeros)).toBe('0000000000');
    expect(createTicketCode(ones)).toBe('ZZZZZZZZZZ');
  });

  it('comes out again from how it is shown', () => {
    const random = createSeededRandom(3);
    for (let round = 0; round < 1000; round++) {
      const code = createTicketCode(random);
      expect(parseTicketCode(formatTicketCode(code))).toBe(code);
    }
  });
});

describe('a typed ticket code', () => {
  it.each([
    '7K3QM-9XPDR',
    '7k3qm-9xpdr',
    ' 7K3QM 9XPDR ',
    '7-K-3-Q-M-9-X-P-D-R',
    '7K3QM\u20139XPDR',
    '7K3QM\u00a09XPDR\n',
    '７Ｋ３ＱＭ－９ＸＰＤＲ',
  ])('is understood as %j', (text) => {
    expect(parseTicketCode(text)).toBe('7K3QM9XPDR');
  });

  it('may have the letters O, I and L where digits were read', () => {
    expect(parseTicketCode('oO0il-IL123')).toBe('0001111123');
  });

  it.each([
    '',
    '7K3QM-9XPD',
    '7K3QM-9XPDRR',
    'UUUUU-UUUUU',
    '7K3QM_9XPDR',
    '7K3QM/9XPDR',
    '홍길동',
  ])('is not %j', (text) => {
    expect(parseTicketCode(text)).toBeUndefined();
  });

  it('is not a book', () => {
    expect(parseTicketCode(`7K3QM9XPDR${' '.repeat(1_000_000)}`)).toBeUndefined();
  });

  it('is never anything but ten characters of the alphabet, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const code = parseTicketCode(text);
        const characters = [...(code ?? '')];
        expect(characters.every((character) => ticketCodeAlphabet.includes(character))).toBe(true);
        expect([0, 10]).toContain(characters.length);
      }),
    );
  });
});

it('a ticket code is shown in two groups', () => {
  expect(formatTicketCode('7K3QM9XPDR')).toBe('7K3QM-9XPDR');
});
