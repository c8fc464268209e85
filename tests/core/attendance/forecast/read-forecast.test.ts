import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { binCount } from '../../../../src/core/attendance/forecast/arrival-shapes.js';
import {
  doorsMs,
  fewestArrivals,
} from '../../../../src/core/attendance/forecast/forecast-attendance.js';
import { readPastArrivals } from '../../../../src/core/attendance/forecast/forecast-repository.js';
import { readForecast } from '../../../../src/core/attendance/forecast/read-forecast.js';
import type { NewEvent } from '../../../../src/core/events/event-input.js';
import type { Event } from '../../../../src/core/events/schema.js';
import { fixedClock } from '../../../../src/core/runtime/clock.js';
import {
  describeEachEngine,
  openTestContext,
  type TestContext,
} from '../../../support/database.js';
import { makeEvent, registerPeople } from '../../events/sample-event.js';
import { followAll } from '../follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue, verdictsOf } from '../sample-scans.js';

/** How an event filled: people by minutes after its start. */
type Arrivals = Readonly<Record<number, number>>;

describeEachEngine('the events before this one', (engine) => {
  // Three hours after the start of the venue's event.
  const clock = fixedClock(minute(180));
  let context: TestContext;
  let venue: Venue;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock });
  });
  beforeEach(async () => {
    await context.database.knex('events').delete();
    venue = await openVenue(context);
  });
  afterAll(async () => await context?.close());

  /** The numbers of an event as they are once so many have come, out of so many who were registered. */
  async function fill(
    { id, startsAt }: Pick<Event, 'id' | 'startsAt'>,
    { registered, arrivals }: { registered: number; arrivals: Arrivals },
  ): Promise<void> {
    const { knex } = context.database;
    const attended = Object.values(arrivals).reduce((sum, count) => sum + count, 0);
    const [gateId] = await knex('gates').where({ event_id: id }).pluck('id');
    await knex('registration_counters').where({ event_id: id }).update({ occupied: registered });
    await knex('attendance_totals').insert({ event_id: id, attended, records: attended });
    await knex('attendance_minute_stats').insert(
      Object.entries(arrivals).map(([after, count]) => ({
        event_id: id,
        gate_id: gateId ?? venue.gates[0].id,
        minute: new Date(startsAt.getTime() + Number(after) * 60_000),
        count,
        arrivals: count,
      })),
    );
  }

  /** An event of a morning in November that is over. */
  async function hold(
    day: number,
    filled: { registered: number; arrivals: Arrivals },
    details: Partial<NewEvent> = {},
  ): Promise<Event> {
    const date = `2030-11-${String(day).padStart(2, '0')}`;
    const times = { startsAt: `${date} 09:00`, endsAt: `${date} 12:00` };
    const event = await makeEvent(context, { ...times, ...details });
    await fill(event, filled);
    return event;
  }

  const past = async (changes: Partial<Parameters<typeof readPastArrivals>[1]> = {}) =>
    await readPastArrivals(context.database.knex, {
      eventId: venue.event.id,
      now: clock.now(),
      doorsMs,
      fewest: 50,
      limit: 5,
      ...changes,
    });

  async function forecast() {
    const result = await readForecast(context, venue.event.id);
    if (result.kind !== 'forecast') throw new Error(`no forecast: ${result.reason}`);
    return result;
  }

  it('do not count who waits for approval', async () => {
    const [waiting] = await registerPeople(context, venue.event, 2);
    await fill(venue.event, { registered: 3, arrivals: { 1: 1 } });
    await context.database
      .knex('participants')
      .where({ id: waiting?.id })
      .update({ registration_status: 'pending' });
    const isOver = { now: new Date(minute(541)), eventId: context.ids.next(), fewest: 1 };
    expect(await past(isOver)).toMatchObject([{ registered: 2, attended: 1 }]);
  });

  it('are told by who was registered, who came, and when each came for the first time', async () => {
    const people = [venue.person, ...(await registerPeople(context, venue.event, 11))];
    const at = (index: number, minutes: number, gate = 'G1') =>
      requestAt(venue, {
        participantId: people[index]?.id ?? '',
        timestamp: minute(minutes),
        gate,
      });
    const results = await scan(context, venue.event, [
      ...[0, 1, 2].map((index) => at(index, -60)),
      ...[3, 4].map((index) => at(index, 0)),
      at(5, 1, 'G2'),
      // Bins are 250 seconds wide: the last minute of one, and the first of the next.
      ...[at(6, 2), at(7, 3)],
      at(8, 540),
      at(9, 600),
      // Not for the first time.
      ...[0, 3].map((index) => at(index, 30)),
    ]);
    expect(new Set(verdictsOf(results))).toEqual(new Set(['accepted']));
    await followAll(context);
    const isOver = { now: new Date(minute(541)), eventId: context.ids.next(), fewest: 10 };
    expect(await past(isOver)).toEqual([
      {
        registered: 12,
        attended: 10,
        bins: { 0: 3, 14: 4, 15: 1, 21: 0, [binCount - 1]: 2 },
      },
    ]);
  });

  it('are laid over each other from the opening of the doors to the end, however long they were', async () => {
    // The doors, a third of the time, two thirds, and the end.
    await hold(3, { registered: 60, arrivals: { '-60': 10, 20: 20, 100: 20, 180: 5 } });
    const weekend = { startsAt: '2030-11-09 09:00', endsAt: '2030-11-11 08:00' };
    await hold(9, { registered: 60, arrivals: { '-60': 10, 900: 20, 1860: 20, 2820: 5 } }, weekend);
    const bins = { 0: 10, 48: 20, 96: 20, [binCount - 1]: 5 };
    expect(await past()).toEqual([
      { registered: 60, attended: 55, bins },
      { registered: 60, attended: 55, bins },
    ]);
  });

  it('are the last ones that are over and had enough people, and not this one', async () => {
    const filled = (attended: number) => ({ registered: 100, arrivals: { 0: attended } });
    const attended = async (changes: Parameters<typeof past>[0] = {}) =>
      (await past(changes)).map((event) => event.attended);
    for (const day of [5, 9, 7, 4, 8, 6]) await hold(day, filled(50 + day));
    await hold(10, filled(49));
    const deleted = await hold(11, filled(91));
    const { knex } = context.database;
    await knex('events').where({ id: deleted.id }).update({ deleted_at: clock.now() });
    await hold(12, filled(92), { endsAt: null });
    // Until this very moment, and since an hour ago.
    await hold(13, filled(93), { startsAt: '2030-12-01 06:00', endsAt: '2030-12-01 12:00' });
    await hold(14, filled(94), { startsAt: '2030-12-02 09:00', endsAt: '2030-12-02 12:00' });
    const before = await hold(15, filled(95));
    await makeEvent(context, { startsAt: '2030-11-16 09:00', endsAt: '2030-11-16 12:00' });
    expect(await attended()).toEqual([95, 59, 58, 57, 56]);
    expect(await attended({ eventId: before.id })).toEqual([59, 58, 57, 56, 55]);
    expect(await attended({ limit: 2, fewest: 49 })).toEqual([95, 49]);
    const later = new Date(clock.now().getTime() + 1);
    expect(await attended({ now: later })).toEqual([93, 95, 59, 58, 57]);
  });

  it('change what is expected of this one: how many will come, and when', async () => {
    const arrivals = { '-20': 60, 0: 80, 20: 60 };
    await fill(venue.event, { registered: 400, arrivals });
    const alone = await forecast();
    expect(alone.basedOn).toEqual({ arrivals: 200, pastEvents: 0 });

    // The same morning, and then as many again in the afternoon.
    const wholeDay = (day: number) => ({
      startsAt: `2030-11-${day} 09:00`,
      endsAt: `2030-11-${day} 18:00`,
    });
    const afternoon = { ...arrivals, 300: 60, 320: 80, 340: 50 };
    for (const day of [10, 11, 12, 13, 14, 15]) {
      await hold(day, { registered: 400, arrivals: afternoon }, wholeDay(day));
    }
    const informed = await forecast();
    expect(informed.basedOn).toEqual({ arrivals: 200, pastEvents: 5 });
    expect(informed.expectedFinalAttendance).toBeGreaterThan(alone.expectedFinalAttendance + 50);
    expect(informed.completionTime).toBeGreaterThan(Date.parse(minute(300)));
    expect(alone.peakHour).toMatchObject({ from: Date.parse(minute(0)), isPast: true });
    expect(informed.peakHour).toMatchObject({ from: Date.parse(minute(300)), isPast: false });

    // The same morning, and nobody after it.
    for (const day of [16, 17, 18, 19, 20]) {
      await hold(day, { registered: 400, arrivals }, wholeDay(day));
    }
    const halfEmpty = await forecast();
    expect(halfEmpty.basedOn).toEqual({ arrivals: 200, pastEvents: 5 });
    expect(halfEmpty.expectedFinalAttendance).toBeLessThan(informed.expectedFinalAttendance - 50);
    expect(halfEmpty.completionTime).toBeLessThan(Date.parse(minute(180)));
  });

  it('say nothing of an event that few came to, or that is gone', async () => {
    await hold(10, { registered: 100, arrivals: { 0: 90 } });
    await fill(venue.event, { registered: 100, arrivals: { 0: fewestArrivals - 1 } });
    expect(await readForecast(context, venue.event.id)).toEqual({
      kind: 'too_little',
      reason: 'few_arrivals',
      arrivals: fewestArrivals - 1,
      needed: fewestArrivals,
    });
    await expect(readForecast(context, context.ids.next())).rejects.toMatchObject({
      code: 'EVENT_GONE',
    });
  });
});
