import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  openStatistics,
  type StatisticsDesk,
} from '../../../../src/core/attendance/statistics/open-statistics.js';
import {
  createPlace,
  describeEachEngine,
  openTestContext,
  type TestContext,
  type TestPlace,
} from '../../../support/database.js';
import { eventually } from '../../../support/eventually.js';
import { createRedisDatabase, hasRedis } from '../../../support/test-daemons.js';
import { join } from '../../participants/sample-participant.js';
import { followAll } from '../follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue } from '../sample-scans.js';

const fiveMinutesMs = 300_000;

describe.skipIf(!hasRedis())('two desks of statistics with one Redis', () => {
  describeEachEngine('the numbers that they share', (engine) => {
    let place: TestPlace;
    let context: TestContext;
    /** The same place for another process; the embedded database belongs to one. */
    let other: TestContext;
    let shared: Awaited<ReturnType<typeof createRedisDatabase>>;
    let redis: Redis;
    let venue: Venue;
    let probe: Venue;
    beforeAll(async () => {
      place = await createPlace(engine);
      context = await openTestContext(place);
      other = engine === 'external' ? await openTestContext(place) : context;
      shared = await createRedisDatabase();
      redis = new Redis(shared.url);
    });
    beforeEach(async () => {
      await redis.flushdb();
      probe = await openVenue(context);
      await comeAt(0, probe);
      venue = await openVenue(context);
      await comeAt(0);
    });
    afterAll(async () => {
      redis?.disconnect();
      await shared?.drop();
      if (other !== context) await other?.close();
      await context?.close();
      await place?.remove();
    });

    /** Somebody comes, and is counted. */
    async function comeAt(at: number, to: Venue = venue): Promise<void> {
      const { id } = await join(context, to.event);
      const request = requestAt(to, { participantId: id, timestamp: minute(at) });
      await scan(context, to.event, [request]);
      await followAll(context);
    }

    /** Makes the aggregates tell another number under the version that is known already. */
    async function twistAggregates(): Promise<void> {
      await context.database
        .knex('attendance_totals')
        .where({ event_id: venue.event.id })
        .update({ attended: 99 });
    }

    /** It connects in the background, and what is read before that is not shared. */
    async function openDesk(of: TestContext): Promise<StatisticsDesk> {
      const config = { ...of.config, redisUrl: shared.url };
      const desk = await openStatistics({ ...of, config }, { redisPatienceMs: 60_000 });
      onTestFinished(async () => await desk.close());
      await eventually('a desk that reaches Redis', async () => {
        await comeAt(1, probe);
        const { version } = await desk.read(probe.event.id);
        return (await redis.get(keyOf(probe, version))) ?? undefined;
      });
      return desk;
    }

    const attendedAt = async (desk: StatisticsDesk) =>
      (await desk.read(venue.event.id)).overall.attendedParticipants;
    const sharedKeys = async () => (await redis.keys(`evm:stats:${venue.event.id}:*`)).sort();

    it('are put there by the first that reads them, and the second asks no aggregates', async () => {
      const one = await openDesk(context);
      const two = await openDesk(other);
      const first = await one.read(venue.event.id);
      expect(first).toMatchObject({ version: 1, overall: { attendedParticipants: 1 } });
      expect(await sharedKeys()).toEqual([keyOf(venue, 1)]);
      await twistAggregates();
      expect(await two.read(venue.event.id)).toMatchObject({
        version: 1,
        overall: { attendedParticipants: 1, records: 1 },
        gates: [{ code: 'G1', totalProcessed: 1 }, { code: 'G2' }],
      });
      const alone = await openStatistics(other);
      expect(await attendedAt(alone)).toBe(99);
    });

    it('are there for five minutes at most', async () => {
      const one = await openDesk(context);
      await one.read(venue.event.id);
      const remaining = await redis.pttl(keyOf(venue, 1));
      expect(remaining).toBeGreaterThan(0);
      expect(remaining).toBeLessThanOrEqual(fiveMinutesMs);
    });

    it('are taken from memory first, then from Redis, and from the aggregates last', async () => {
      const one = await openDesk(context);
      const two = await openDesk(other);
      await one.read(venue.event.id);
      await twistAggregates();
      await redis.del(keyOf(venue, 1));
      // Neither asked Redis nor put anything there.
      expect(await attendedAt(one)).toBe(1);
      expect(await sharedKeys()).toEqual([]);
      // The second has none in memory, and finds none in Redis.
      expect(await attendedAt(two)).toBe(99);
      expect(await sharedKeys()).toEqual([keyOf(venue, 1)]);
    });

    it('are those of the change as soon as there is one, at both desks', async () => {
      const one = await openDesk(context);
      const two = await openDesk(other);
      expect([await attendedAt(one), await attendedAt(two)]).toEqual([1, 1]);
      await comeAt(2);
      expect(await attendedAt(two)).toBe(2);
      expect(await sharedKeys()).toEqual([keyOf(venue, 1), keyOf(venue, 2)]);
      await twistAggregates();
      expect(await attendedAt(one)).toBe(2);
      await comeAt(3);
      expect([await attendedAt(one), await attendedAt(two)]).toEqual([100, 100]);
    });

    it.each([
      ['is none', '{"version":'],
      ['has another shape', '{"version":1,"attended":7}'],
    ])('are counted from the aggregates when what is in Redis %s', async (_, text) => {
      const one = await openDesk(context);
      await redis.set(keyOf(venue, 1), text);
      expect(await attendedAt(one)).toBe(1);
      expect(JSON.parse((await redis.get(keyOf(venue, 1))) ?? '')).toMatchObject({ version: 1 });
    });
  });
});

function keyOf({ event }: Venue, version: number): string {
  return `evm:stats:${event.id}:${version}`;
}
