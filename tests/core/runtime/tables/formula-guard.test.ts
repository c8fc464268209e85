import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardText, unguardText } from '../../../../src/core/runtime/tables/formula-guard.js';

describe('text for a spreadsheet', () => {
  test.each([
    '=1+1',
    '+1+1',
    '-2+3',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '＝1＋1',
    '＋1',
    '－1+2',
    '＠SUM(1)',
    "'=1",
    "''=1",
    '=HYPERLINK("http://x","y")',
    "+cmd|' /C calc'!A0",
    '+82-10-1234-5678',
    '-5-3',
    '-',
    '+',
    '=',
  ])('%j gets an apostrophe', (text) => {
    expect(guardText(text)).toBe(`'${text}`);
  });

  test.each([
    '',
    '홍길동',
    "O'Connor",
    "'quoted'",
    '010-1234-5678',
    '+821012345678',
    '+82 10 1234 5678',
    '+49 30 1234',
    '-5',
    '-5.25',
    '-5,25',
    '007',
    '1E5',
    '1/2',
    'a=b',
    '12345678901234567890',
  ])('%j stays as it is, both ways', (text) => {
    expect(guardText(text)).toBe(text);
    expect(unguardText(text)).toBe(text);
  });

  test('comes back as it was', () => {
    const part = fc.constantFrom(
      "'",
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      ' ',
      '＝',
      '1',
      ',',
      '.',
      'x',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(part).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        expect(unguardText(guardText(value))).toBe(value);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is never left with a formula at its start', () => {
    fc.assert(
      fc.property(fc.constantFrom(...'=+-@\t\r＝＋－＠'), fc.string(), (start, rest) => {
        const guarded = guardText(start + rest);
        expect(guarded).toMatch(/^(?:'|[+-]\d[\d ]*(?:[.,]\d+)?$)/);
      }),
    );
  });
});
