import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { writeEventCalendar } from '../../../src/core/calendar/write-calendar.js';
import type { Event } from '../../../src/core/events/schema.js';
import { EvmError } from '../../../src/core/runtime/errors.js';
import { valuesOf } from './read-strictly.js';
import { calendarContext, holder, sampleEvent } from './sample-event.js';

const context = calendarContext({ from: 'Seoul DevDay <devday@mail.example.com>' });

function write(
  event: Partial<Event> = {},
  input: Partial<Parameters<typeof writeEventCalendar>[1]> = {},
) {
  return writeEventCalendar(context, { event: sampleEvent(event), ...input });
}

function descriptionOf(text: string): unknown {
  const event = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
  return event?.getFirstPropertyValue('description') ?? undefined;
}

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error instanceof EvmError ? [error.code, error.message] : error;
  }
}

describe('the calendar file of an event', () => {
  it('is what mail attaches', () => {
    const { content, ...file } = write({ slug: '서울-devday' });
    expect(file).toEqual({
      filename: '서울-devday.ics',
      contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
      method: 'publish',
    });
    expect(valuesOf(content, 'METHOD', 'VCALENDAR')).toEqual(['PUBLISH']);
    expect(valuesOf(content, 'ORGANIZER')).toEqual(['mailto:devday@mail.example.com']);
  });

  it('has one UID for everybody, with every method, before and after each change', () => {
    const changed = { name: 'New', updatedAt: new Date('2026-11-01T00:00:00Z') };
    const files = [
      write(),
      write({}, { participant: holder }),
      write({}, { participant: holder, method: 'request' }),
      write(changed),
      write({ ...changed, status: 'cancelled' }),
    ];
    const uids = files.flatMap(({ content }) => valuesOf(content, 'UID'));
    expect(uids).toEqual(files.map(() => '01930000-0000-7000-8000-000000000001@mail.example.com'));
  });

  it('takes the domain of the UID from the address of the installation first', () => {
    const uidIn = (mail: object) =>
      valuesOf(
        writeEventCalendar(calendarContext(mail), { event: sampleEvent() }).content,
        'UID',
      )[0]?.split('@')[1];
    const from = 'devday@mail.example.com';
    expect(uidIn({ from, publicUrl: 'https://Events.example.com:8443/x' })).toBe(
      'events.example.com',
    );
    expect(uidIn({ from })).toBe('mail.example.com');
    expect(uidIn({})).toBe('evm.invalid');
    const { config } = calendarContext({ from });
    const set = { config: { ...config, calendar: { domain: 'evm.example.org' } } };
    const { content } = writeEventCalendar(set, { event: sampleEvent() });
    expect(valuesOf(content, 'UID')[0]).toMatch(/@evm\.example\.org$/);
  });

  it('has a SEQUENCE that rises with each change, and the time of it', () => {
    const times = ['2026-10-01T00:01:40.700Z', '2026-10-01T00:01:41.700Z', '2027-10-01T00:00:00Z'];
    const files = times.map((time) => write({ updatedAt: new Date(time) }).content);
    expect(files.flatMap((file) => valuesOf(file, 'SEQUENCE'))).toEqual(['100', '101', '31536000']);
    expect(files.flatMap((file) => valuesOf(file, 'DTSTAMP'))).toEqual([
      '20261001T000140Z',
      '20261001T000141Z',
      '20271001T000000Z',
    ]);
  });

  it('outbids what a participant has when their own registration changes', () => {
    const sequenceOf = (changes: object, input: object) =>
      Number(valuesOf(write(changes, input).content, 'SEQUENCE')[0]);
    const early = { ...holder, updatedAt: new Date('2026-09-01T00:00:00Z') };
    const late = new Date('2026-10-02T00:00:00Z');
    const cancelled = { ...holder, status: 'cancelled', updatedAt: late } as const;
    const again = { ...holder, updatedAt: new Date('2026-10-03T00:00:00Z') };
    const sequences = [early, cancelled, again].map((participant) =>
      sequenceOf({}, { participant }),
    );
    expect(sequences).toEqual([100, 86_400, 172_800]);
  });

  it('strikes the event out when it or the registration is cancelled', () => {
    const cancelled = { ...holder, status: 'cancelled' } as const;
    const files = [
      write({ status: 'cancelled' }),
      write({ status: 'cancelled' }, { participant: holder }),
      write({}, { participant: cancelled }),
    ];
    for (const file of files) {
      expect(file.contentType).toBe('text/calendar; charset=utf-8; method=CANCEL');
      expect(valuesOf(file.content, 'METHOD', 'VCALENDAR')).toEqual(['CANCEL']);
      expect(valuesOf(file.content, 'STATUS')).toEqual(['CANCELLED']);
      expect(file.content).not.toContain('7K3QM');
    }
  });

  it('holds the code of the ticket for whom it is, and nothing else of theirs', () => {
    const { content } = write({ description: '책을 읽습니다' }, { participant: holder });
    expect(descriptionOf(content)).toBe('입장권: 7K3QM-9XPDR\n\n책을 읽습니다');
    expect(content).not.toMatch(/홍길동|hong@/);
    const english = write({}, { participant: holder, locale: 'en' });
    expect(descriptionOf(english.content)).toBe('Ticket: 7K3QM-9XPDR');
  });

  it('speaks Korean in Korea and English elsewhere when nobody says', () => {
    const abroad = writeEventCalendar(calendarContext({}, 'DE'), {
      event: sampleEvent(),
      participant: holder,
    });
    expect(descriptionOf(abroad.content)).toBe('Ticket: 7K3QM-9XPDR');
  });

  it('holds nothing of any person when it is for everybody', () => {
    write({}, { participant: holder });
    const { content } = write();
    expect(content).not.toMatch(/7K3QM|홍길동|hong@|ATTENDEE|UUUUU/);
  });

  it('gives each participant their own code, and a changed event its new text', () => {
    const texts = ['AAAAAAAAAA', 'BBBBBBBBBB'].map(
      (ticketCode) => write({}, { participant: { ...holder, ticketCode } }).content,
    );
    expect(texts.map(descriptionOf)).toEqual(['입장권: AAAAA-AAAAA', '입장권: BBBBB-BBBBB']);
    const moved = write(
      { location: { type: 'physical', address: 'Busan' } },
      { participant: holder },
    );
    expect(valuesOf(moved.content, 'LOCATION')).toEqual(['Busan']);
  });

  it('does not take a text for the place of the code', () => {
    const text = 'DESCRIPTION:입장권: UUUUU-UUUUU';
    const { content } = write({ name: text, description: text }, { participant: holder });
    expect(descriptionOf(content)).toBe(`입장권: 7K3QM-9XPDR\n\n${text}`);
    expect(valuesOf(content, 'SUMMARY')).toEqual([text]);
  });

  it('tells nobody a code that no gate would accept', () => {
    for (const status of ['pending', 'waitlisted'] as const) {
      const { content, method } = write({}, { participant: { ...holder, status } });
      expect([method, descriptionOf(content)]).toEqual(['publish', undefined]);
    }
  });

  it('asks one participant for an answer, by name and address', () => {
    const { content, contentType } = write({}, { participant: holder, method: 'request' });
    expect(contentType).toBe('text/calendar; charset=utf-8; method=REQUEST');
    expect(valuesOf(content, 'ATTENDEE')).toEqual(['MAILTO:hong@example.org']);
    expect(descriptionOf(content)).toBe('입장권: 7K3QM-9XPDR');
  });

  it('cannot ask without somebody who asks and somebody who is asked', () => {
    const event = sampleEvent();
    const participant = { ...holder, email: 'a,b@example.org' };
    expect(errorOf(() => write({}, { method: 'request' }))).toEqual([
      'CALENDAR_REQUEST_INCOMPLETE',
      'an invitation that can be answered needs a participant with an address',
    ]);
    expect(errorOf(() => write({}, { method: 'request', participant }))).toContain(
      'CALENDAR_REQUEST_INCOMPLETE',
    );
    const nobody = { event, participant: holder, method: 'request' } as const;
    expect(errorOf(() => writeEventCalendar(calendarContext(), nobody))).toEqual([
      'CALENDAR_REQUEST_INCOMPLETE',
      'an invitation that can be answered needs a sender',
    ]);
  });
});
