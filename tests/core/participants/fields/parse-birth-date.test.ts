import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBirthDate } from '../../../../src/core/participants/fields/parse-birth-date.js';

const today = '2026-11-21';

describe('a birth date', () => {
  test.each([
    ['1990-01-01', '1990-01-01'],
    ['1990.1.1', '1990-01-01'],
    ['1990. 1. 1.', '1990-01-01'],
    ['1990/01/01', '1990-01-01'],
    ['19900101', '1990-01-01'],
    ['1990년 1월 1일', '1990-01-01'],
    ['1990년1월1일', '1990-01-01'],
    ['１９９０－０１－０１', '1990-01-01'],
    ['1990-01-01 00:00:00', '1990-01-01'],
    ['1990-01-01T00:00:00.000Z', '1990-01-01'],
    [' 1990-01-01 ', '1990-01-01'],
    ['2000-02-29', '2000-02-29'],
    [{ date: '1956-08-06' }, '1956-08-06'],
    [{ date: '1956-08-06 12:30:00' }, '1956-08-06'],
    [20673, '1956-08-06'],
    [19900101, '1990-01-01'],
  ])('%j is read as %s', (input, value) => {
    expect(parseBirthDate(input, today)).toEqual({ ok: true, value });
  });

  test.each(['', '   '])('%j is none given', (input) => {
    expect(parseBirthDate(input, today)).toEqual({ ok: true, value: null });
  });

  test.each([
    '1990-13-45',
    '1990-02-30',
    '1900-02-29',
    '1990-00-10',
    '0000-00-00',
    '900101',
    '01/02/1990',
    'yesterday',
    '1990-1',
    '1990-01-01x',
    -3,
    0.5,
    true,
  ])('%j is refused as no date', (input) => {
    expect(parseBirthDate(input, today)).toMatchObject({ ok: false, code: 'not_a_date' });
  });

  test('in the future or before 1900 is refused', () => {
    expect(parseBirthDate('2026-11-22', today)).toMatchObject({ code: 'in_future' });
    expect(parseBirthDate('1899-12-31', today)).toMatchObject({ code: 'out_of_range' });
  });

  test('makes a person old enough on the 13th birthday and not the day before', () => {
    expect(parseBirthDate('2013-11-21', today).ok).toBe(true);
    expect(parseBirthDate('2013-11-22', today)).toMatchObject({ code: 'too_young' });
  });

  test('on a leap day is 13 on the first of March', () => {
    expect(parseBirthDate('2012-02-29', '2025-02-28')).toMatchObject({ code: 'too_young' });
    expect(parseBirthDate('2012-02-29', '2025-03-01').ok).toBe(true);
  });

  test('is accepted exactly when the calendar has the day', () => {
    const numbers = fc.tuple(fc.integer({ min: 1900, max: 2012 }), fc.nat(14), fc.nat(33));
    fc.assert(
      fc.property(numbers, ([year, month, day]) => {
        const text = [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
        const date = new Date(Date.UTC(year, month - 1, day));
        const exists = date.toISOString().startsWith(text);
        expect(parseBirthDate(text, today).ok).toBe(exists);
      }),
    );
  });

  test('is read from any date cell of a spreadsheet as the day that is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 366, max: 40_000 }), (serial) => {
        const shown = new Date(Date.UTC(1899, 11, 30 + serial)).toISOString().slice(0, 10);
        expect(parseBirthDate(serial, today)).toEqual({ ok: true, value: shown });
      }),
    );
  });
});
