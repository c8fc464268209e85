import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { buildCalendar } from '../../../src/core/calendar/build-calendar.js';
import { describeEvent } from '../../../src/core/calendar/describe-event.js';
import { readByBlock, readByName } from './read-instants.js';
import { readStrictly, valuesOf } from './read-strictly.js';
import { sampleEvent } from './sample-event.js';

interface Gathering {
  timezone: string;
  startsAt: string;
  endsAt?: string;
}

function write({ timezone, startsAt, endsAt }: Gathering, times: 'zone' | 'utc' = 'zone') {
  const start = new Date(startsAt);
  const end = endsAt === undefined ? new Date(start.getTime() + 5_400_000) : new Date(endsAt);
  const event = sampleEvent({ timezone, startsAt: start, endsAt: end });
  const changes = {
    domain: 'example.com',
    sequence: 1,
    changedAt: new Date('2026-10-01T00:00:00Z'),
  };
  const text = buildCalendar({ events: [describeEvent(event, changes)], method: 'publish', times });
  const wanted = [start, end].map((time) => time.toISOString().replace('.000', ''));
  return { text, wanted };
}

/** The zone that DTSTART names; undefined for UTC. */
function zoneIn(text: string): string | undefined {
  return readStrictly(text).find(
    ({ name, inside }) => name === 'DTSTART' && inside.at(-1) === 'VEVENT',
  )?.parameters.TZID;
}

describe('times in a calendar', () => {
  it.each([
    ['a zone without daylight saving', 'Asia/Seoul', '2026-12-01T00:00:00Z'],
    ['half an hour', 'Asia/Kolkata', '2026-12-01T03:30:00Z'],
    ['an older name of the same', 'Asia/Calcutta', '2026-12-01T03:30:00Z'],
    ['three quarters of an hour', 'Asia/Kathmandu', '2026-12-01T03:15:00Z'],
    ['half an hour west, winter', 'America/St_Johns', '2026-12-01T12:30:00Z'],
    ['half an hour west, summer', 'America/St_Johns', '2026-07-01T11:30:00Z'],
    ['half an hour of daylight saving, summer', 'Australia/Lord_Howe', '2026-12-01T22:00:00Z'],
    ['half an hour of daylight saving, winter', 'Australia/Lord_Howe', '2026-07-01T22:30:00Z'],
    [
      'between two Sundays, one of which changes the clocks',
      'America/New_York',
      '2027-03-10T14:00:00Z',
    ],
    ['daylight saving of the south', 'America/Santiago', '2026-12-01T12:00:00Z'],
    ['a zone that is a link to another', 'Europe/Oslo', '2026-07-01T07:00:00Z'],
  ])('are local times that everybody reads alike: %s', (_, timezone, startsAt) => {
    const { text, wanted } = write({ timezone, startsAt });
    expect(zoneIn(text)).toBe(timezone);
    expect(valuesOf(text, 'TZID', 'VTIMEZONE')).toEqual([timezone]);
    expect(readByBlock(text)).toEqual(wanted);
    expect(readByName(text)).toEqual(wanted);
  });

  it.each([
    ['before the clocks go forward', '2027-03-28T00:59:00Z', '2027-03-28T00:59:59Z'],
    ['from when they have gone forward', '2027-03-28T01:00:00Z', '2027-03-28T02:00:00Z'],
    ['across', '2027-03-27T20:00:00Z', '2027-03-28T10:00:00Z'],
    ['before the clocks go back', '2027-10-30T22:30:00Z', '2027-10-30T23:59:59Z'],
    ['from when they have gone back', '2027-10-31T02:00:00Z', '2027-10-31T03:00:00Z'],
    ['across the hour that comes twice', '2027-10-30T20:00:00Z', '2027-10-31T10:00:00Z'],
  ])('are right on the days of the changes in Berlin: %s', (_, startsAt, endsAt) => {
    const { text, wanted } = write({ timezone: 'Europe/Berlin', startsAt, endsAt });
    expect(zoneIn(text)).toBe('Europe/Berlin');
    expect(readByBlock(text)).toEqual(wanted);
    expect(readByName(text)).toEqual(wanted);
  });

  it.each([
    ['the first pass', '2027-10-31T00:30:00Z'],
    ['the second pass', '2027-10-31T01:30:00Z'],
  ])('are in UTC in an hour that the clocks pass twice: %s', (_, startsAt) => {
    const { text, wanted } = write({ timezone: 'Europe/Berlin', startsAt });
    expect(zoneIn(text)).toBeUndefined();
    expect(text).not.toContain('VTIMEZONE');
    expect([readByBlock(text), readByName(text)]).toEqual([wanted, wanted]);
  });

  it.each([
    ['Asia/Pyongyang', '2018-03-01T01:00:00Z'],
    ['Asia/Pyongyang', '2018-05-04T14:00:00Z'],
    ['Africa/Cairo', '2021-07-01T10:00:00Z'],
    ['America/Sao_Paulo', '2019-01-15T12:00:00Z'],
    ['Africa/Casablanca', '2026-02-25T10:00:00Z'],
    ['Africa/Casablanca', '2026-06-25T10:00:00Z'],
    ['Europe/Berlin', '1970-06-01T10:00:00Z'],
  ])('are right where the rules were others than now: %s %s', (timezone, startsAt) => {
    const { text, wanted } = write({ timezone, startsAt });
    expect(readByBlock(text)).toEqual(wanted);
  });

  it('are in UTC where the rules were others than now, because no block says so', () => {
    const { text } = write({ timezone: 'Asia/Pyongyang', startsAt: '2018-03-01T01:00:00Z' });
    expect(zoneIn(text)).toBeUndefined();
    const later = write({ timezone: 'Asia/Pyongyang', startsAt: '2018-06-01T01:00:00Z' });
    expect(zoneIn(later.text)).toBe('Asia/Pyongyang');
  });

  it('are right in every zone there is, through the seasons of two years', () => {
    for (const timezone of Intl.supportedValuesOf('timeZone')) {
      const first = DateTime.fromObject(
        { year: 2025, month: 1, day: 10, hour: 1 },
        { zone: timezone },
      );
      const months = Array.from({ length: 5 }, (_, index) =>
        first.plus({ months: index * 5, days: index }),
      );
      for (const start of months) {
        const { text, wanted } = write({ timezone, startsAt: start.toISO() as string });
        expect([timezone, ...readByBlock(text)]).toEqual([timezone, ...wanted]);
      }
    }
  });

  it('are in UTC when that is asked for, and in the zone UTC', () => {
    const gathering = { timezone: 'Asia/Seoul', startsAt: '2026-12-01T00:00:00Z' };
    const asked = write(gathering, 'utc').text;
    expect(valuesOf(asked, 'DTSTART')).toEqual(['20261201T000000Z']);
    expect(asked).not.toContain('VTIMEZONE');
    const zone = write({ ...gathering, timezone: 'UTC' }).text;
    expect(valuesOf(zone, 'DTEND')).toEqual(['20261201T013000Z']);
  });

  it('do not touch the time stamp, which is in UTC', () => {
    const { text } = write({ timezone: 'Asia/Seoul', startsAt: '2026-12-01T00:00:00Z' });
    expect(valuesOf(text, 'DTSTAMP')).toEqual(['20261001T000000Z']);
  });

  it('bring each zone once, whatever the number of events', () => {
    const options = { domain: 'example.com', sequence: 1, changedAt: new Date(0) };
    const zones = ['Asia/Seoul', 'Europe/Berlin', 'Asia/Seoul'];
    const events = zones.map((timezone) => describeEvent(sampleEvent({ timezone }), options));
    const text = buildCalendar({ events, method: 'publish' });
    expect(valuesOf(text, 'TZID', 'VTIMEZONE')).toEqual(['Asia/Seoul', 'Europe/Berlin']);
  });
});
