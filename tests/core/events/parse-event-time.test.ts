import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { parseEventTime } from '../../../src/core/events/parse-event-time.js';

function instant(text: string, zone = 'Asia/Seoul'): string {
  const outcome = parseEventTime(text, zone);
  return outcome.kind === 'time' ? outcome.at.toISOString() : `refused: ${outcome.reason}`;
}

describe('a time as an organizer writes it', () => {
  it('is read in the zone of the event', () => {
    expect(instant('2026-12-01 09:00')).toBe('2026-12-01T00:00:00.000Z');
    expect(instant('2026-12-01T09:00')).toBe('2026-12-01T00:00:00.000Z');
    expect(instant('2026-12-01 09:00', 'America/New_York')).toBe('2026-12-01T14:00:00.000Z');
    expect(instant(' 2026-12-01 09:00:30 ')).toBe('2026-12-01T00:00:30.000Z');
  });

  it('is the last second of the day when it is a date alone up to which something lasts', () => {
    const at = new Date('2026-11-30T14:59:59Z');
    expect(parseEventTime('2026-11-30', 'Asia/Seoul', 'end')).toEqual({ kind: 'time', at });
  });

  it('is the start of the day when it is a date alone', () => {
    expect(instant('2026-12-01')).toBe('2026-11-30T15:00:00.000Z');
  });

  it('is the first instant of a day whose midnight the clocks skip', () => {
    expect(instant('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
  });

  it.each([
    ['2026-12-01T09:00+09:00', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01 09:00 +0200', '2026-12-01T07:00:00.000Z'],
    ['2026-12-01T09:00-05', '2026-12-01T14:00:00.000Z'],
    ['2026-12-01T09:00:00.000Z', '2026-12-01T09:00:00.000Z'],
    ['2026-12-01T00:30+05:45', '2026-11-30T18:45:00.000Z'],
  ])('follows the offset of %s, whatever the zone', (text, expected) => {
    expect(instant(text, 'America/New_York')).toBe(expected);
  });

  it('is refused when the clocks skip it', () => {
    expect(instant('2026-03-08 02:30', 'America/New_York')).toBe(
      'refused: does not exist in America/New_York: the clocks skip it; write it with an offset',
    );
  });

  it('is refused with both offsets when it happens twice, and taken with one of them', () => {
    expect(instant('2026-11-01 01:30', 'America/New_York')).toBe(
      'refused: happens twice in America/New_York: write it with an offset, -04:00 or -05:00',
    );
    expect(instant('2026-11-01 01:30-05:00', 'America/New_York')).toBe('2026-11-01T06:30:00.000Z');
  });

  it.each([
    '2026-02-29 09:00',
    '2026-13-01',
    '2026-12-32',
    '2026-12-01 24:00',
    '2026-12-01 09:60',
    '2026-12-01 09:00+15:00',
    '2026-12-01 09:00+09:75',
    '0206-12-01',
    '9999-12-01',
    '12/01/2026',
    '2026-1-1',
    '2026-12-01 9:00',
    '2026-12-01 09:00 KST',
    'tomorrow',
    '1764547200',
    '2026-12-01T09:00+09:00; drop table events',
    '',
  ])('is refused when it is "%s"', (text) => {
    expect(instant(text)).toMatch(/^refused: /);
  });

  it('comes back as it was written, in every zone and at every minute that exists once', () => {
    const zones = fc.constantFrom('Asia/Seoul', 'America/New_York', 'Europe/London', 'UTC');
    const minutes = fc.integer({ min: 0, max: 10 * 365 * 24 * 60 });
    fc.assert(
      fc.property(zones, minutes, (zone, minute) => {
        const local = DateTime.fromISO('2024-01-01', { zone: 'utc' }).plus({ minutes: minute });
        const text = local.toFormat('yyyy-MM-dd HH:mm');
        const outcome = parseEventTime(text, zone);
        if (outcome.kind === 'refused') {
          expect(outcome.reason).toMatch(/skip|twice/);
          return;
        }
        const read = DateTime.fromJSDate(outcome.at, { zone });
        expect(read.toFormat('yyyy-MM-dd HH:mm')).toBe(text);
      }),
    );
  });
});
