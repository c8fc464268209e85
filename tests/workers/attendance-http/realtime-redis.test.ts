import { describe, expect, it } from 'vitest';
import { listenLive } from '../../../src/core/attendance/listen-live.js';
import { closeLiveBell, ringLive } from '../../../src/core/attendance/ring-live.js';
import { openTestContext } from '../../support/database.js';
import { gate } from '../../support/gate.js';
import { createRedisDatabase, hasRedis } from '../../support/test-daemons.js';

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

  it('is no trouble when Redis is away', async () => {
    const config = { redisUrl: 'redis://127.0.0.1:1' };
    const context = await openTestContext('embedded', { config });
    await ringLive(context, context.ids.next());
    await closeLiveBell(context);
    await context.close();
  });
});
