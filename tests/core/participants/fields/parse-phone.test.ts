import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import {
  isPhoneRegion,
  parseKoreanMobile,
  parsePhone,
} from '../../../../src/core/participants/fields/parse-phone.js';

describe('a phone number', () => {
  test.each([
    ['010-1234-5678', '+821012345678'],
    ['01012345678', '+821012345678'],
    ['010.1234.5678', '+821012345678'],
    ['010 1234 5678', '+821012345678'],
    ['+82 10 1234 5678', '+821012345678'],
    ['+82 (0)10-1234-5678', '+821012345678'],
    ['82-10-1234-5678', '+821012345678'],
    ['0082-10-1234-5678', '+821012345678'],
    ['００８２１０１２３４５６７８', '+821012345678'],
    ['０１０－１２３４－５６７８', '+821012345678'],
    ['tel:010-1234-5678', '+821012345678'],
    ['\u202a010-1234-5678\u202c', '+821012345678'],
    ['1012345678', '+821012345678'],
    ['1.012345678E+09', '+821012345678'],
    ['1012345678.0', '+821012345678'],
    ['02-123-4567', '+8221234567'],
    ['011-123-4567', '+82111234567'],
    ['+1 202 555 0123', '+12025550123'],
    ['+49 30 123456', '+4930123456'],
  ])('%j becomes %j in Korea', (input, value) => {
    expect(parsePhone(input, 'KR')).toEqual({ ok: true, value });
  });

  test.each(['', '  ', '\u200b'])('%j is no number given', (input) => {
    expect(parsePhone(input, 'KR')).toEqual({ ok: true, value: null });
  });

  test.each([
    '12',
    '010-12',
    '010-1234-567a',
    'call 01012345678',
    '010-1234-5678 / 010-2222-3333',
    '010-5971-1234',
    '+999 123456789',
    '8.21012E+11',
    '1.01235E+09',
    '00',
    '+',
  ])('%j is refused', (input) => {
    expect(parsePhone(input, 'KR')).toMatchObject({ ok: false, code: 'not_a_phone_number' });
  });

  test('that a spreadsheet took for a number gets its leading zero back', () => {
    expect(parsePhone(1012345678, 'KR')).toEqual({ ok: true, value: '+821012345678' });
    expect(parsePhone(21234567, 'KR')).toEqual({ ok: true, value: '+8221234567' });
    expect(parsePhone(7911123456, 'GB')).toEqual({ ok: true, value: '+447911123456' });
  });

  test('without a country code belongs to the region', () => {
    expect(parsePhone('030 123456', 'DE')).toEqual({ ok: true, value: '+4930123456' });
    expect(parsePhone('+82 10 1234 5678', 'DE')).toEqual({ ok: true, value: '+821012345678' });
    expect(isPhoneRegion('KR')).toBe(true);
    expect(isPhoneRegion('XX')).toBe(false);
  });

  test('says when digits were rounded away by a spreadsheet', () => {
    const result = parsePhone('8.21012E+11', 'KR');
    expect(result).toMatchObject({ message: expect.stringContaining('cut digits off') });
  });
});

describe('the quick reading of Korean mobile numbers', () => {
  test('gives the verdict of libphonenumber for every block of 010', () => {
    for (let block = 0; block < 10_000; block += 1) {
      for (const start of ['010-', '10']) {
        const text = `${start}${String(block).padStart(4, '0')}1234`;
        expect(parseKoreanMobile(text, 'KR'), text).toBe(libraryVerdict(text, 'KR') ?? null);
      }
    }
  });

  test('never contradicts libphonenumber, whatever the notation and region', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...'0123456789'),
      minLength: 3,
      maxLength: 5,
    });
    const separator = fc.constantFrom('', '-', ' ', '.', '/');
    const notation = fc
      .tuple(
        fc.constantFrom('010', '+8210', '+82 10', '+82-10', '10', '011'),
        separator,
        digits,
        digits,
      )
      .map(([start, gap, block, line]) => start + gap + block + gap + line);
    fc.assert(
      fc.property(notation, fc.constantFrom('KR', 'US', 'JP', 'DE'), (text, region) => {
        const quick = parseKoreanMobile(text, region);
        if (quick !== undefined) expect(quick).toBe(libraryVerdict(text, region) ?? null);
      }),
      { numRuns: 2_000 },
    );
  });
});

function libraryVerdict(text: string, region: 'KR' | 'US' | 'JP' | 'DE' | string) {
  const number = parsePhoneNumberFromString(text, {
    defaultCountry: region as 'KR',
    extract: false,
  });
  return number?.isValid() ? number.number : undefined;
}
