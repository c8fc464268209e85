import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { annulScan } from '../../src/core/attendance/annul-scan.js';
import { rebuildStatistics } from '../../src/core/attendance/statistics/rebuild-statistics.js';
import { pairProcessors } from '../../src/workers/catalogue.js';
import { workOff } from '../../src/workers/main.js';
import { countedNumbers } from '../core/attendance/follow-work.js';
import { openVenue, requestAt, scan, type Venue } from '../core/attendance/sample-scans.js';
import { registerPeople } from '../core/events/sample-event.js';
import { describeEachEngine, openTestContext, type TestContext } from '../support/database.js';

describeEachEngine('workers on attendance', (engine) => {
  let context: TestContext;
  let venue: Venue;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  beforeEach(async () => {
    await context.database.knex('attendance_work').delete();
    venue = await openVenue(context);
  });
  afterAll(async () => await context?.close());

  /** A context of its own, as each process has: whoever ends closes what its context has opened. */
  const work = async () => {
    const { signal } = new AbortController();
    return await workOff({ ...context }, { only: ['attendance'], signal });
  };
  const states = async () =>
    Object.fromEntries(
      (
        await context.database
          .knex('attendance_work')
          .orderBy('handler')
          .select<{ handler: string; state: string; attempts: number }[]>()
      ).map(({ handler, state, attempts }) => [handler, `${state} ${attempts}`]),
    );
  const dueAgain = async () =>
    await context.database
      .knex('attendance_work')
      .where({ state: 'pending' })
      .update({ not_before: new Date(0) });

  it('count each of many scans once, however many workers there are', async () => {
    const people = await registerPeople(context, venue.event, 12);
    for (const { id } of people) {
      await scan(context, venue.event, [requestAt(venue, { participantId: id })]);
    }
    await Promise.all([work(), work(), work()]);
    const { totals } = await countedNumbers(context, venue.event);
    expect(totals).toEqual({ attended: 12, inside: 12, records: 12 });
    const left = await context.database.knex('attendance_work').whereNot({ state: 'done' });
    expect(left).toEqual([]);
    const live = await context.database
      .knex('live_events')
      .where({ event_id: venue.event.id, type: 'checkin_updated' })
      .orderBy('sequence')
      .pluck('sequence');
    expect(new Set(live).size).toBe(12);
  });

  it('count each scan once while the event is counted anew again and again', async () => {
    const people = await registerPeople(context, venue.event, 16);
    async function come(own: typeof people): Promise<void> {
      for (const { id } of own) {
        const scanId = context.ids.next();
        await scan(context, venue.event, [requestAt(venue, { participantId: id, scanId })]);
        if (id.endsWith('0')) await annulScan(context, { eventId: venue.event.id, scanId });
      }
    }
    async function rebuild(): Promise<void> {
      for (let round = 0; round < 8; round++) await rebuildStatistics(context, venue.event);
    }
    const halves = [people.slice(0, 8), people.slice(8)];
    await Promise.all([...halves.map(come), rebuild(), work(), work(), rebuild(), work()]);
    // Who was in another's way waits a little before it is tried again.
    await dueAgain();
    await work();
    const counted = await countedNumbers(context, venue.event);
    await rebuildStatistics(context, venue.event);
    expect(counted).toEqual(await countedNumbers(context, venue.event));
    expect(await context.database.knex('attendance_work').where({ state: 'failed' })).toEqual([]);
  });

  it('do what they can when one handler fails, which is tried three times', async () => {
    const { knex } = context.database;
    await scan(context, venue.event, [requestAt(venue)]);
    await knex.schema.renameTable('live_events', 'live_events_away');
    try {
      await work();
      expect(await states()).toEqual({
        alerts: 'done 0',
        badges: 'done 0',
        // Once more, where the machine took as long as it is put off.
        live: expect.stringMatching(/^pending [12]$/),
        statistics: 'done 0',
      });
      expect((await countedNumbers(context, venue.event)).totals.records).toBe(1);
      await dueAgain();
      await work();
      await dueAgain();
      await work();
      expect((await states()).live).toBe('failed 3');
    } finally {
      await knex.schema.renameTable('live_events_away', 'live_events');
    }
  });

  it('are ten at a time', async () => {
    const processor = pairProcessors().find(({ source }) => source.name === 'attendance');
    expect(processor?.concurrency?.(context.config)).toBe(10);
  });
});
