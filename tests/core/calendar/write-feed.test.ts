import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeEventCalendar } from '../../../src/core/calendar/write-calendar.js';
import { writeFeed } from '../../../src/core/calendar/write-feed.js';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { readStrictly, valuesOf } from './read-strictly.js';

describeEachEngine('the calendar of all public events', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context?.close());

  async function publish(details: Parameters<typeof makeEvent>[1]) {
    const event = await makeEvent(context, { privacy: 'public', ...details });
    return (await changeEventStatus(context, event.slug, 'published')).event;
  }

  it('shows each with the UID and SEQUENCE of its own file, in the order of time', async () => {
    const later = await publish({ name: '늦은 행사', startsAt: '2030-12-02 09:00' });
    const sooner = await publish({ name: 'Sooner, first', startsAt: '2030-12-01 09:00' });
    const { content, events } = await writeFeed(context, {
      name: '모임; 서울',
      refreshMinutes: 60,
    });
    expect(events).toBe(2);
    readStrictly(content);
    expect(valuesOf(content, 'SUMMARY')).toEqual(['Sooner\\, first', '늦은 행사']);
    for (const name of ['UID', 'SEQUENCE']) {
      const own = [sooner, later].flatMap((event) =>
        valuesOf(writeEventCalendar(context, { event }).content, name),
      );
      expect(valuesOf(content, name)).toEqual(own);
    }
    const calendar = new ICAL.Component(ICAL.parse(content));
    expect(content).toContain('X-WR-CALNAME:모임\\; 서울\r\n');
    expect(String(calendar.getFirstPropertyValue('refresh-interval'))).toBe('PT1H');
    expect(content).not.toContain('VALARM');
  });

  it('tells of a cancelled one, and nothing of drafts, private ones and what was long ago', async () => {
    const off = await publish({ name: 'Called off' });
    await changeEventStatus(context, off.slug, 'cancelled');
    await makeEvent(context, { name: 'Draft', privacy: 'public' });
    await publish({ name: 'Private', privacy: 'private' });
    await publish({ name: 'Long ago', startsAt: '2020-01-01 09:00' });
    const { content } = await writeFeed(context);
    const calendar = new ICAL.Component(ICAL.parse(content));
    const shown = calendar
      .getAllSubcomponents('vevent')
      .map(
        (event) =>
          `${event.getFirstPropertyValue('summary')} ${event.getFirstPropertyValue('status')}`,
      );
    expect(shown).toContain('Called off CANCELLED');
    expect(shown.join()).not.toMatch(/Draft|Private|Long ago/);
  });

  it('of one organizer has no events of others', async () => {
    const { events } = await writeFeed(context, { organizerId: context.ids.next() });
    expect(events).toBe(0);
  });
});
