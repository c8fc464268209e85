import { describe, expect, it } from 'vitest';
import { buildCalendar } from '../../../src/core/calendar/build-calendar.js';
import { describeEvent } from '../../../src/core/calendar/describe-event.js';
import { eventSpan } from '../../../src/core/calendar/event-span.js';
import { parseEventTime } from '../../../src/core/events/parse-event-time.js';
import { readStrictly } from './read-strictly.js';
import { sampleEvent } from './sample-event.js';

/** Times as an organizer writes them. */
function spanOf(starts: string, ends: string | undefined, timezone = 'Asia/Seoul') {
  return eventSpan(gathering(starts, ends, timezone));
}

function gathering(starts: string, ends: string | undefined, timezone: string) {
  const startsAt = instant(starts, timezone, 'start');
  return {
    startsAt,
    endsAt: ends === undefined ? undefined : instant(ends, timezone, 'end'),
    timezone,
  };
}

function instant(text: string, zone: string, dateMeans: 'start' | 'end'): Date {
  const outcome = parseEventTime(text, zone, dateMeans);
  if (outcome.kind === 'refused') throw new Error(outcome.reason);
  return outcome.at;
}

describe('when an event takes place', () => {
  it('is from its start to its end', () => {
    expect(spanOf('2026-12-01 09:00', '2026-12-01 18:00')).toEqual({
      kind: 'times',
      startsAt: new Date('2026-12-01T00:00:00Z'),
      endsAt: new Date('2026-12-01T09:00:00Z'),
      zone: 'Asia/Seoul',
    });
  });

  it('is two hours when nobody says how long', () => {
    expect(spanOf('2026-12-01 09:00', undefined)).toMatchObject({
      endsAt: new Date('2026-12-01T02:00:00Z'),
    });
  });

  it('is times for an event of several days that has hours', () => {
    expect(spanOf('2026-12-01 09:00', '2026-12-03 18:00').kind).toBe('times');
    expect(spanOf('2026-12-01 00:00', '2026-12-03 18:00').kind).toBe('times');
    expect(spanOf('2026-12-01 09:00', '2026-12-03 00:00').kind).toBe('times');
  });

  it.each([
    ['from midnight to midnight', '2026-12-01 00:00', '2026-12-02 00:00', '2026-12-02'],
    ['over several days', '2026-12-01 00:00', '2026-12-04 00:00', '2026-12-04'],
    ['by dates alone, the last one included', '2026-12-01', '2026-12-03', '2026-12-04'],
    ['by one date', '2026-12-01', '2026-12-01', '2026-12-02'],
    ['from midnight without an end', '2026-12-01', undefined, '2026-12-02'],
  ])('is whole days %s', (_, starts, ends, after) => {
    expect(spanOf(starts, ends)).toEqual({ kind: 'days', first: '2026-12-01', after });
  });

  it('is whole days on a day that has no 00:00', () => {
    expect(spanOf('2027-04-30', '2027-04-30', 'Africa/Cairo')).toEqual({
      kind: 'days',
      first: '2027-04-30',
      after: '2027-05-01',
    });
  });

  it.each(['Asia/Seoul', 'America/St_Johns', 'Pacific/Kiritimati'])(
    'is the same days in the file whatever the zones of event and machine: %s',
    (timezone) => {
      const event = sampleEvent(gathering('2026-12-01', '2026-12-03', timezone));
      const options = { domain: 'example.com', sequence: 1, changedAt: new Date(0) };
      const events = [describeEvent(event, options)];
      for (const times of ['zone', 'utc'] as const) {
        const lines = readStrictly(buildCalendar({ events, method: 'publish', times }));
        const dates = lines.filter(({ name }) => name === 'DTSTART' || name === 'DTEND');
        expect(dates.map(({ value, parameters }) => [value, parameters])).toEqual([
          ['20261201', { VALUE: 'DATE' }],
          ['20261204', { VALUE: 'DATE' }],
        ]);
        expect(lines.map(({ value }) => value)).not.toContain('VTIMEZONE');
      }
    },
  );
});
