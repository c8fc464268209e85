import { describe, expect, it } from 'vitest';
import { linkEventCalendar } from '../../../src/core/calendar/link-calendar.js';
import type { Event } from '../../../src/core/events/schema.js';
import { calendarContext, sampleEvent } from './sample-event.js';

function links(changes: Partial<Event> = {}, publicUrl?: string) {
  const context = calendarContext(publicUrl === undefined ? {} : { publicUrl });
  return linkEventCalendar(context, sampleEvent(changes));
}

function parametersOf(link: string): Record<string, string> {
  return Object.fromEntries(new URL(link).searchParams);
}

describe('calendar links', () => {
  it('open Google Calendar with the event filled in', () => {
    const { google } = links({
      description: 'a & b',
      location: { type: 'physical', address: '홍대 #3' },
    });
    expect(google).toMatch(/^https:\/\/calendar\.google\.com\/calendar\/render\?action=TEMPLATE&/);
    expect(parametersOf(google)).toEqual({
      action: 'TEMPLATE',
      text: '서울 DevDay',
      dates: '20261201T000000Z/20261201T090000Z',
      ctz: 'Asia/Seoul',
      location: '홍대 #3',
      details: 'a & b',
    });
  });

  it('open Outlook, private and at work', () => {
    const { outlook, office365 } = links();
    const wanted = {
      path: '/calendar/action/compose',
      rru: 'addevent',
      subject: '서울 DevDay',
      startdt: '2026-12-01T00:00:00Z',
      enddt: '2026-12-01T09:00:00Z',
    };
    expect(new URL(outlook).host).toBe('outlook.live.com');
    expect(new URL(office365).host).toBe('outlook.office.com');
    expect(parametersOf(outlook)).toEqual(wanted);
    expect(parametersOf(office365)).toEqual(wanted);
  });

  it('write spaces so that Outlook shows no plus', () => {
    const { google, outlook } = links({ name: 'a b+c' });
    expect(google).toContain('text=a%20b%2Bc');
    expect(outlook).toContain('subject=a%20b%2Bc');
  });

  it('say whole days as days', () => {
    const { google, outlook } = links({
      startsAt: new Date('2026-11-30T15:00:00Z'),
      endsAt: new Date('2026-12-02T15:00:00Z'),
    });
    expect(parametersOf(google).dates).toBe('20261201/20261203');
    expect(parametersOf(google)).not.toHaveProperty('ctz');
    expect(parametersOf(outlook)).toMatchObject({
      startdt: '2026-12-01',
      enddt: '2026-12-03',
      allday: 'true',
    });
  });

  it('are short enough for Outlook, and say where they left off', () => {
    const { outlook } = links({ description: '책👩‍👩‍👧 '.repeat(1000) });
    expect(outlook.length).toBeLessThanOrEqual(2000);
    expect(outlook.length).toBeGreaterThan(1900);
    expect(parametersOf(outlook).body).toMatch(/^책.*…$/u);
  });

  it('get no parameter more from any text', () => {
    const text = 'x&add=evil@example.com#"><script>\r\n';
    const { google } = links({ name: text, description: text });
    expect(Object.keys(parametersOf(google))).toEqual([
      'action',
      'text',
      'dates',
      'ctz',
      'details',
    ]);
    expect(google).not.toMatch(/[\s"<>#]/);
  });

  it('subscribe where the installation has an address, to a private event by its share code', () => {
    expect(links()).not.toHaveProperty('webcal');
    expect(links({ slug: '서울' }, 'https://events.example.com:8443/evm/').webcal).toBe(
      'webcal://events.example.com:8443/evm/e/%EC%84%9C%EC%9A%B8.ics',
    );
    expect(links({ privacy: 'private' }, 'https://events.example.com').webcal).toBe(
      'webcal://events.example.com/e/abcdefgh1234.ics',
    );
  });
});
