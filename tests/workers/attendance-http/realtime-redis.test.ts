import { describe, expect, it, onTestFinished } from 'vitest';
import { listenLive } from '../../../src/core/attendance/listen-live.js';
import { closeLiveBell, ringLive } from '../../../src/core/attendance/ring-live.js';
import { tellLive } from '../../../src/core/attendance/tell-live.js';
import { openVenue } from '../../core/attendance/sample-scans.js';
import { openTestContext } from '../../support/database.js';
import { gate } from '../../support/gate.js';
import { createRedisDatabase, hasRedis } from '../../support/test-daemons.js';
import { follow, neverLook } from './live-connection.js';
import { makeKey, startService } from './running-service.js';

describe('the bell of live events on Redis', () => {
  it.skipIf(!hasRedis())('is heard by every service, by the id of the event alone', async () => {
    const redis = await createRedisDatabase();
    const context = await openTestContext('embedded', { config: { redisUrl: redis.url } });
    const heard = [gate<string>(), gate<string>()];
    const eventId = context.ids.next();
    const services = await Promise.all(
      heard.map(async ({ open }) => await listenLive(context, (id) => id === eventId && open(id))),
    );
    const answers = Promise.all(heard.map(async ({ opened }) => await opened));
    let isHeard = false;
    void answers.then(() => {
      isHeard = true;
    });
    // Until both have subscribed; a ring that nobody hears is lost.
    while (!isHeard) await ringLive(context, eventId);
    expect(await answers).toEqual([eventId, eventId]);
    for (const service of services) await service.close();
    await closeLiveBell(context);
    await context.close();
    await redis.drop();
  });

  it.skipIf(!hasRedis())('has the clients of every service told, without a look', async () => {
    const redis = await createRedisDatabase();
    onTestFinished(redis.drop);
    const config = { redisUrl: redis.url };
    const context = await openTestContext('embedded', { config });
    onTestFinished(context.close);
    onTestFinished(async () => await closeLiveBell(context));
    const venue = await openVenue(context);
    const eventId = venue.event.id;
    const { key } = await makeKey(context, venue.event, { scopes: ['attendance:read'] });
    const told: Promise<unknown>[] = [];
    for (const _service of ['one', 'another']) {
      const service = await startService(context, { realtimeTimes: neverLook });
      onTestFinished(service.stop);
      const live = await follow(service, { key, eventId });
      told.push(live.until(({ type }) => type === 'alert'));
    }
    await context.database.transaction(async (trx) => {
      await tellLive(trx, eventId, [{ type: 'alert', data: {} }]);
    });
    const all = Promise.all(told);
    let isTold = false;
    void all.then(() => {
      isTold = true;
    });
    // Until both services have subscribed; a ring that nobody hears is lost.
    while (!isTold) await ringLive(context, eventId);
    const [here, there] = await all;
    expect(here).toMatchObject({ type: 'alert', eventId });
    expect(there).toEqual(here);
  });

  it('is no trouble when Redis is away', async () => {
    const config = { redisUrl: 'redis://127.0.0.1:1' };
    const context = await openTestContext('embedded', { config });
    await ringLive(context, context.ids.next());
    await closeLiveBell(context);
    await context.close();
  });
});
