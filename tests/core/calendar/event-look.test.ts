import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { buildCalendar } from '../../../src/core/calendar/build-calendar.js';
import { describeEvent } from '../../../src/core/calendar/describe-event.js';
import { nearestColorName } from '../../../src/core/calendar/event-look.js';
import { readStrictly, valuesOf } from './read-strictly.js';
import { sampleEvent } from './sample-event.js';

const options = { domain: 'example.com', sequence: 1, changedAt: new Date(0) };

describe('the look of an event in a calendar', () => {
  it('has the name of the nearest colour that RFC 7986 knows, and nothing for what is no colour', () => {
    expect(nearestColorName('#ff0000')).toBe('red');
    expect(nearestColorName('#fe0101')).toBe('red');
    expect(nearestColorName('#0a7d5a')).toBe('seagreen');
    expect(nearestColorName('red\r\nX-EVIL:1')).toBeUndefined();
  });

  it('stands at its own event, folded, and only where the event has one', () => {
    const logoUrl = `https://www.example.com/${'logo-'.repeat(20)}.png`;
    const branding = { logoUrl, primaryColor: '#0A7D5A' };
    const events = [
      describeEvent(sampleEvent({ name: 'BEGIN:VEVENT' }), options),
      describeEvent(sampleEvent({ branding }), options),
    ];
    const text = buildCalendar({ events, method: 'publish' });
    readStrictly(text);
    expect(valuesOf(text, 'COLOR')).toEqual(['seagreen']);
    const [plain, branded] = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
    expect(plain?.getFirstPropertyValue('color')).toBeNull();
    expect(branded?.getFirstPropertyValue('color')).toBe('seagreen');
    expect(branded?.getFirstPropertyValue('image')).toBe(logoUrl);
  });

  it('has no logo that is not on the web', () => {
    const branding = { logoUrl: 'javascript:alert(1)', primaryColor: 'blue' };
    const text = buildCalendar({
      events: [describeEvent(sampleEvent({ branding }), options)],
      method: 'publish',
    });
    expect(text).not.toMatch(/IMAGE|COLOR/);
  });
});
