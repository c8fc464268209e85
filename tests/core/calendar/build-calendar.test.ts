import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { buildCalendar } from '../../../src/core/calendar/build-calendar.js';
import { type DescribeOptions, describeEvent } from '../../../src/core/calendar/describe-event.js';
import type { Event } from '../../../src/core/events/schema.js';
import { readStrictly, valuesOf } from './read-strictly.js';
import { sampleEvent } from './sample-event.js';

type Method = Parameters<typeof buildCalendar>[0]['method'];

const usual = { domain: 'example.com', sequence: 100, changedAt: new Date('2026-10-01T00:01:40Z') };

function build(
  changes: Partial<Event> = {},
  options: Partial<DescribeOptions> = {},
  method: Method = 'publish',
) {
  const event = describeEvent(sampleEvent(changes), { ...usual, ...options });
  return buildCalendar({ events: [event], method });
}

/** The event as an independent parser has it. */
function parse(text: string): ICAL.Component {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getFirstSubcomponent('vevent') as ICAL.Component;
}

describe('a calendar file', () => {
  it('says everything about an event', () => {
    const text = build({
      description: '책을 읽습니다',
      location: {
        type: 'hybrid',
        address: '서울 마포구',
        coordinates: { lat: 37.5563, lng: 126.9236 },
        onlineLink: 'https://meet.example.com/x',
      },
    });
    expect(text.split('\r\n').filter((line) => !line.startsWith('LAST-MODIFIED'))).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//evm//evm//EN',
      'METHOD:PUBLISH',
      'BEGIN:VTIMEZONE',
      'TZID:Asia/Seoul',
      'X-LIC-LOCATION:Asia/Seoul',
      'BEGIN:STANDARD',
      'TZNAME:KST',
      'TZOFFSETFROM:+0900',
      'TZOFFSETTO:+0900',
      'DTSTART:19700101T000000',
      'END:STANDARD',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'UID:01930000-0000-7000-8000-000000000001@example.com',
      'SEQUENCE:100',
      'DTSTAMP:20261001T000140Z',
      'DTSTART;TZID=Asia/Seoul:20261201T090000',
      'DTEND;TZID=Asia/Seoul:20261201T180000',
      'SUMMARY:서울 DevDay',
      'LOCATION:서울 마포구',
      'GEO:37.5563;126.9236',
      'DESCRIPTION:책을 읽습니다\\n\\nhttps://meet.example.com/x',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'TRIGGER:-PT3H',
      'DESCRIPTION:서울 DevDay',
      'END:VALARM',
      'URL;VALUE=URI:https://meet.example.com/x',
      'STATUS:CONFIRMED',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it.each([
    ['draft', 'TENTATIVE'],
    ['published', 'CONFIRMED'],
    ['in_progress', 'CONFIRMED'],
    ['completed', 'CONFIRMED'],
    ['cancelled', 'CANCELLED'],
  ] as const)('has for a %s event the status %s', (status, wanted) => {
    expect(valuesOf(build({ status }), 'STATUS')).toEqual([wanted]);
  });

  it('strikes out with method and status, and reminds nobody', () => {
    const text = build({}, {}, 'cancel');
    expect(valuesOf(text, 'METHOD', 'VCALENDAR')).toEqual(['CANCEL']);
    expect(valuesOf(text, 'STATUS')).toEqual(['CANCELLED']);
    expect(text).not.toContain('VALARM');
    expect(build({ status: 'cancelled' })).not.toContain('VALARM');
  });

  it('reminds as early as is asked for', () => {
    const events = [describeEvent(sampleEvent(), usual)];
    const text = buildCalendar({ events, method: 'publish', alarms: [1440, 90, 0] });
    expect(valuesOf(text, 'TRIGGER', 'VALARM')).toEqual(['-P1D', '-PT1H30M', 'PT0S']);
  });

  it('can be a calendar to subscribe to, with an escaped name', () => {
    const events = [describeEvent(sampleEvent(), usual)];
    const name = '모임; 책,\r\nX-EVIL:1';
    const text = buildCalendar({ events, method: 'publish', name, refreshMinutes: 90 });
    for (const property of ['NAME', 'X-WR-CALNAME']) {
      expect(valuesOf(text, property, 'VCALENDAR')).toEqual(['모임\\; 책\\, X-EVIL:1']);
    }
    expect(valuesOf(text, 'REFRESH-INTERVAL', 'VCALENDAR')).toEqual(['PT1H30M']);
  });

  it('gives texts back as they were, whatever is in them', () => {
    const name = 'a\\b;c,d:e"f\\n 책';
    const text = build({ name, description: 'one\ntwo\n\n\\;,"three"\t.' });
    expect(parse(text).getFirstPropertyValue('summary')).toBe(name);
    expect(parse(text).getFirstPropertyValue('description')).toBe('one\ntwo\n\n\\;,"three"\t.');
  });

  it('holds no half of a character', () => {
    expect(build({ name: 'a\ud800b', description: '\udc00' }).isWellFormed()).toBe(true);
  });

  it('folds at 75 octets and never inside a character', () => {
    for (let shift = 0; shift < 8; shift += 1) {
      const name = 'x'.repeat(shift) + '가나다라마바사👩‍👩‍👧é'.repeat(20);
      const text = build({
        name,
        description: name,
        location: { type: 'physical', address: name },
      });
      expect(() => readStrictly(text)).not.toThrow();
      expect(parse(text).getFirstPropertyValue('summary')).toBe(name);
      expect(parse(text).getFirstPropertyValue('location')).toBe(name);
      expect(parse(text).getFirstPropertyValue('description')).toBe(name);
    }
  });

  it('gets no line more from any text, name, place, link or person', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc
        .array(
          fc.constantFrom(
            '\r\n',
            '\r',
            '\n',
            '\u2028',
            '\u0085',
            'END:VEVENT',
            'ATTENDEE:x',
            '"',
            '\\',
            ';',
            ',',
            ':',
            '\0',
            '\ud800',
            '가',
            ' ',
          ),
          { maxLength: 40 },
        )
        .map((parts) => parts.join('')),
    );
    const plain = shape(build(full('x', 'https://example.com/x'), people('x')));
    fc.assert(
      fc.property(anything, (text) => {
        const file = build(full(`x${text}x`, `https://example.com/${text}`), people(`x${text}`));
        expect(shape(file)).toEqual(plain);
        expect(() => ICAL.parse(file)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out links that are none of the web', () => {
    for (const onlineLink of ['javascript:alert(1)', 'file:///etc/passwd', 'no link', 'data:,x']) {
      expect(build({ location: { type: 'online', onlineLink } })).not.toMatch(/^(?:URL|LOCATION)/m);
    }
  });

  it('keeps a link whole: no escapes of texts in it', () => {
    const onlineLink = 'https://example.com/a,b;c?d=e,f';
    const text = build({ location: { type: 'online', onlineLink } });
    const url = String(parse(text).getFirstPropertyValue('url'));
    expect(decodeURIComponent(url)).toBe(onlineLink);
    expect(valuesOf(text, 'URL')).toEqual([url]);
    expect(parse(text).getFirstPropertyValue('location')).toBe(url);
  });

  it('has the link in its description, once', () => {
    const onlineLink = 'https://example.com/x';
    const location = { type: 'online', onlineLink } as const;
    const text = `Join: ${onlineLink}`;
    expect(valuesOf(build({ location }), 'DESCRIPTION')).toEqual([onlineLink]);
    expect(valuesOf(build({ location, description: text }), 'DESCRIPTION')).toEqual([text]);
  });

  it('shows places on the equator and at Greenwich, and those known by their point alone', () => {
    const geo = (lat: number, lng: number) =>
      valuesOf(build({ location: { type: 'physical', coordinates: { lat, lng } } }), 'GEO');
    expect(geo(51.4779, 0)).toEqual(['51.4779;0.000001']);
    expect(geo(-0, -0.000_000_1)).toEqual(['0.000001;0.000001']);
    expect(geo(-90, 180)).toEqual(['-90;180']);
  });

  it('names organizer and attendee without the quotes of their names', () => {
    const organizer = { name: 'Kim "the\\^" Lee; 책, x', address: 'devday@example.com' };
    const attendee = { name: '""', address: 'hong@example.org' };
    const event = parse(build({}, { organizer, attendee }, 'request'));
    const property = event.getFirstProperty('organizer');
    expect(property?.getFirstParameter('cn')).toBe('Kim the Lee; 책, x');
    expect(property?.getFirstValue()).toBe('mailto:devday@example.com');
    expect(event.getFirstProperty('attendee')?.getFirstParameter('cn')).toBe('hong@example.org');
    expect(event.getFirstProperty('attendee')?.getFirstParameter('rsvp')).toBe('TRUE');
  });

  it('leaves out people whose addresses would break it', () => {
    const organizer = { name: 'Kim', address: 'a@example.com\r\nX-EVIL:1' };
    expect(build({}, { organizer })).not.toContain('ORGANIZER');
  });
});

function full(text: string, onlineLink: string): Partial<Event> {
  return { name: text, description: text, location: { type: 'hybrid', address: text, onlineLink } };
}

function people(name: string): Partial<DescribeOptions> {
  return {
    organizer: { name, address: 'devday@example.com' },
    attendee: { name, address: 'hong@example.org' },
  };
}

/** The names of all lines, in order. */
function shape(text: string): string[] {
  return readStrictly(text).map(({ inside, name }) => [...inside, name].join('/'));
}
