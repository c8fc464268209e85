import { describe, expect, it, onTestFinished } from 'vitest';
import { runImportJob } from '../../../../src/core/imports/jobs.js';
import { checkQueue } from '../../../../src/core/runtime/queue/check-queue.js';
import { openQueue } from '../../../../src/core/runtime/queue/open-queue.js';
import { queueSchemaStatus } from '../../../../src/core/runtime/queue/queue-schema.js';
import { type Engine, openTestContext } from '../../../support/database.js';
import { startRedisDaemon } from '../../../support/redis-daemon.js';
import { deafPort } from '../../../support/supervised-process.js';
import { hasPostgres, hasPrivateDaemons } from '../../../support/test-daemons.js';

async function open(engine: Engine, config: { redisUrl?: string } = {}) {
  const context = await openTestContext(engine, { config });
  onTestFinished(context.close);
  return context;
}

describe('before a worker listens', () => {
  it('the embedded database gets the schema of the queue by itself', async () => {
    const context = await open('embedded');
    await checkQueue(context);
    const { version, latest } = await queueSchemaStatus(context.database);
    expect(version).toBe(latest);
  });

  it.skipIf(!hasPostgres())('an external database has to be migrated by its operator', async () => {
    const context = await open('external');
    await expect(checkQueue(context)).rejects.toMatchObject({ code: 'QUEUE_NOT_MIGRATED' });
  });

  it.skipIf(!hasPrivateDaemons())('Redis has to keep every job', async () => {
    const redis = await startRedisDaemon();
    onTestFinished(redis.remove);
    const context = await open('embedded', { redisUrl: redis.url });
    await expect(checkQueue(context)).resolves.toBeUndefined();
    await redis.configure('maxmemory-policy', 'volatile-lru');
    await expect(checkQueue(context)).rejects.toMatchObject({
      code: 'QUEUE_EVICTING',
      facts: { policy: 'volatile-lru' },
    });
  });

  it('a Redis that is away stops nothing: work is found without it', async () => {
    const redisUrl = `redis://127.0.0.1:${deafPort}`;
    const context = await open('embedded', { redisUrl });
    await expect(checkQueue(context)).resolves.toBeUndefined();
  });
});

describe.skipIf(!hasPostgres())('the clocks of worker and database', () => {
  it.each([
    [-3_000, /[23]\.\d s behind/],
    [3_000, /[23]\.\d s ahead/],
  ])('may not differ by %i ms', async (difference, words) => {
    const { database, config, logger } = await open('external');
    const clock = { now: () => new Date(Date.now() + difference) };
    const error = await checkQueue({ database, config, logger, clock }).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'CLOCK_SKEW', message: expect.stringMatching(words) });
  });

  it('are not called different because one answer came late', async () => {
    const { database, config, logger } = await open('external');
    const late = [-6_000];
    const clock = { now: () => new Date(Date.now() + (late.shift() ?? 0)) };
    await expect(checkQueue({ database, config, logger, clock })).rejects.toMatchObject({
      code: 'QUEUE_NOT_MIGRATED',
    });
  });
});

it('the embedded database has the clock of its process, so that one is not asked', async () => {
  const context = await open('embedded');
  const clock = { now: () => new Date(0) };
  await expect(checkQueue({ ...context, clock })).resolves.toBeUndefined();
});

describe('a ring on the embedded database', () => {
  it('is left out where this process does not listen, because nobody else can', async () => {
    const context = await open('embedded');
    const queue = await openQueue(context);
    expect(await queue.ring(runImportJob, { importId: context.ids.next() })).toBe(false);
    await queue.close();
    expect(await queueSchemaStatus(context.database)).toMatchObject({ version: 0 });
  });
});
