import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRedisSnapshots } from '../../../../src/core/attendance/statistics/adapters/redis-snapshots.js';
import {
  openStatistics,
  type StatisticsDesk,
} from '../../../../src/core/attendance/statistics/open-statistics.js';
import { emptySnapshot } from '../../../../src/core/attendance/statistics/snapshot.js';
import {
  describeEachEngine,
  openTestContext,
  type TestContext,
} from '../../../support/database.js';
import { eventually } from '../../../support/eventually.js';
import { type RedisDaemon, startRedisDaemon } from '../../../support/redis-daemon.js';
import { hasPrivateDaemons } from '../../../support/test-daemons.js';
import { join } from '../../participants/sample-participant.js';
import { followAll } from '../follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue } from '../sample-scans.js';

describeEachEngine('the desk of statistics', (engine) => {
  let context: TestContext;
  let venue: Venue;
  let desk: StatisticsDesk;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  beforeEach(async () => {
    venue = await openVenue(context);
    desk = await openStatistics(context);
  });
  afterAll(async () => await context?.close());

  async function comeAt(at: number): Promise<void> {
    const { id } = await join(context, venue.event);
    await scan(context, venue.event, [
      requestAt(venue, { participantId: id, timestamp: minute(at) }),
    ]);
    await followAll(context);
  }
  const setTotals = async (changes: object) =>
    await context.database
      .knex('attendance_totals')
      .where({ event_id: venue.event.id })
      .update(changes);

  it('answers of an event without scans, and says of one that is gone that it is', async () => {
    const { overall, version } = await desk.read(venue.event.id);
    expect(version).toBe(0);
    expect(overall).toMatchObject({ totalParticipants: 1, attendedParticipants: 0 });
    await expect(desk.read(context.ids.next())).rejects.toMatchObject({ code: 'EVENT_GONE' });
  });

  it('shows a change at once, and who is registered without any', async () => {
    await comeAt(0);
    expect((await desk.read(venue.event.id)).overall.attendedParticipants).toBe(1);
    await comeAt(1);
    expect((await desk.read(venue.event.id)).overall.attendedParticipants).toBe(2);
    await join(context, venue.event);
    expect((await desk.read(venue.event.id)).overall.totalParticipants).toBe(4);
  });

  it('does not count those who wait for approval as registered', async () => {
    const { id } = await join(context, venue.event);
    await context.database
      .knex('participants')
      .where({ id })
      .update({ registration_status: 'pending' });
    expect((await desk.read(venue.event.id)).overall.totalParticipants).toBe(1);
  });

  it('takes the numbers of a version that it knows from memory', async () => {
    await comeAt(0);
    await desk.read(venue.event.id);
    await setTotals({ attended: 99 });
    expect((await desk.read(venue.event.id)).overall.attendedParticipants).toBe(1);
    await setTotals({ version: 1000 });
    expect((await desk.read(venue.event.id)).overall.attendedParticipants).toBe(99);
  });

  it('keeps them in memory for a minute at most', async () => {
    // The memory goes by the clock of the process, which nothing sets back.
    let now = 1_000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const attended = async () => (await desk.read(venue.event.id)).overall.attendedParticipants;
    await comeAt(0);
    expect(await attended()).toBe(1);
    await setTotals({ attended: 99 });
    now += 60_000;
    expect(await attended()).toBe(1);
    now += 1;
    // The memory looks at the clock again within a millisecond of the machine's.
    const later = async () => ((await attended()) === 99 ? 99 : undefined);
    expect(await eventually('the end of the minute', later)).toBe(99);
  });

  it('never goes back to an older version, whatever it is told', async () => {
    await comeAt(0);
    await setTotals({ version: 7 });
    expect((await desk.read(venue.event.id)).version).toBe(7);
    await setTotals({ version: 6, attended: 0 });
    expect(await desk.read(venue.event.id)).toMatchObject({
      version: 7,
      overall: { attendedParticipants: 1 },
    });
  });
});

describe.skipIf(!hasPrivateDaemons())('snapshots in Redis', () => {
  let redis: RedisDaemon;
  beforeAll(async () => {
    redis = await startRedisDaemon();
  });
  afterAll(async () => await redis?.remove());

  const silent = { logger: { debug: () => undefined } } as never;

  it('are shared under their version, and no longer than five minutes', async () => {
    const one = openRedisSnapshots(silent, redis.url, 60_000);
    const other = openRedisSnapshots(silent, redis.url, 60_000);
    const snapshot = { ...emptySnapshot, version: 5, attended: 42 };
    await eventually('a connection to Redis', async () => {
      await one.set('event', snapshot);
      return await other.get('event', 5);
    });
    expect(await other.get('event', 5)).toEqual(snapshot);
    expect(await other.get('event', 4)).toBeUndefined();
    expect(await other.get('another', 5)).toBeUndefined();
    await Promise.all([one.close(), other.close()]);
  });

  it('are as if there were none when Redis is away', async () => {
    const cache = openRedisSnapshots(silent, 'redis://127.0.0.1:1');
    await cache.set('event', emptySnapshot);
    expect(await cache.get('event', 0)).toBeUndefined();
    await cache.close();
  });
});
