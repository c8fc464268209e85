import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../../../src/core/runtime/clock.js';
import { configSchema } from '../../../../src/core/runtime/config/config-schema.js';
import { openDatabase } from '../../../../src/core/runtime/database/open-database.js';
import { createIds } from '../../../../src/core/runtime/ids.js';
import { createLogger } from '../../../../src/core/runtime/logger.js';
import { createPostgresQueueBackend } from '../../../../src/core/runtime/queue/bullmq-postgres-queue.js';
import { createBullmqQueue } from '../../../../src/core/runtime/queue/bullmq-queue.js';
import { createRedisBackend } from '../../../../src/core/runtime/queue/bullmq-redis-queue.js';
import type { DoorbellQueue } from '../../../../src/core/runtime/queue/doorbell-queue.js';
import { defineJob } from '../../../../src/core/runtime/queue/job-contract.js';
import { createMemoryQueue } from '../../../../src/core/runtime/queue/memory-queue.js';
import { migrateQueue } from '../../../../src/core/runtime/queue/queue-schema.js';
import { createSystemRandom } from '../../../../src/core/runtime/random.js';
import { createPlace, describeEachEngine, type Engine } from '../../../support/database.js';
import { deafPort } from '../../../support/supervised-process.js';
import { createRedisDatabase, hasRedis } from '../../../support/test-daemons.js';
import { describeDoorbell } from './doorbell-contract.js';

const logger = createLogger('silent');
const ids = createIds(systemClock, createSystemRandom());
const closers: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe('the doorbell in memory', () => {
  describeDoorbell(async () => createMemoryQueue(logger));
});

describe.skipIf(!hasRedis())('the doorbell on Redis', () => {
  describeDoorbell(async () => {
    const redis = await createRedisDatabase();
    closers.push(redis.drop);
    return createBullmqQueue(createRedisBackend(redis.url, logger), { ids, logger });
  });

  it('tells who rings that nobody heard it, soon and without an error, when Redis is away', async () => {
    const nowhere = `redis://127.0.0.1:${deafPort}`;
    const queue = createBullmqQueue(createRedisBackend(nowhere, logger), { ids, logger });
    closers.push(queue.close);
    const job = defineJob({
      kind: 'thing.do',
      queue: 'things',
      payload: z.strictObject({ thingId: z.uuid() }),
    });
    expect(await queue.ring(job, { thingId: ids.next() })).toBe(false);
  });
});

describeEachEngine('the doorbell in the database', (engine) => {
  describeDoorbell(async () => await openOn(engine));
});

async function openOn(engine: Engine): Promise<DoorbellQueue> {
  const place = await createPlace(engine);
  closers.push(place.remove);
  const { home, databaseUrl } = place;
  const config = configSchema.parse({ home, databaseUrl, operator: 'test' });
  const database = await openDatabase(config, { logger, command: 'test' });
  closers.push(database.close);
  await migrateQueue(database);
  const backend = createPostgresQueueBackend(database.queueConnection());
  return createBullmqQueue(backend, { ids, logger });
}
