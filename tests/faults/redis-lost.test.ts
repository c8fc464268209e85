import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPlace, type TestPlace } from '../support/database.js';
import { type RedisDaemon, startRedisDaemon } from '../support/redis-daemon.js';
import { runEvm } from '../support/run-evm.js';
import { secondsSince } from '../support/seconds-since.js';
import { tempFolder } from '../support/temp.js';
import { hasPostgres, hasPrivateDaemons } from '../support/test-daemons.js';
import { holdImport } from './hold-import.js';
import { createEvent, jobWith, startForTest } from './import-jobs.js';
import { lookInto } from './look-into.js';
import { writeParticipantList } from './participant-list.js';

const event = 'redis-day';

describe.skipIf(!hasPostgres() || !hasPrivateDaemons())('a detached import and its Redis', () => {
  let place: TestPlace;
  let redis: RedisDaemon;
  beforeEach(async () => {
    place = await createPlace('external');
    redis = await startRedisDaemon();
    await createEvent(place, event);
  });
  afterEach(async () => {
    await redis.remove();
    await place.remove();
  });

  it('is found by the sweeper when Redis lost everything after it was handed over', async () => {
    await submit();
    await redis.flush();
    await expectDone('flushed before any worker', async () => undefined);
  });

  it('is handed over and done while Redis is down', async () => {
    await redis.kill();
    await submit();
    await expectDone('down all the time', async () => undefined);
  });

  it.each([
    ['flushed', async () => await redis.flush()],
    ['killed', async () => await redis.kill()],
  ])('is finished when Redis is %s while a worker is at it', async (what, act) => {
    await submit();
    await expectDone(`${what} in the middle`, act, { EVM_WORKER_SWEEP_SECONDS: '1' });
  });

  it('needs a Redis that throws nothing away: a worker refuses one that evicts', async () => {
    await redis.configure('maxmemory-policy', 'allkeys-lru');
    const { exitCode, stderr } = await runEvm(['worker', '--json'], options());
    expect(exitCode, stderr).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'QUEUE_EVICTING' } });
  });

  async function submit(): Promise<void> {
    const list = writeParticipantList(tempFolder(), { rows: 60, rejected: 6 });
    const args = ['import', list, '--event', event, '--detach', '--json'];
    const { exitCode, stderr, json } = await runEvm(args, options());
    expect(exitCode, stderr).toBe(0);
    expect(json.job.status).toBe('pending');
  }

  async function expectDone(
    what: string,
    loseRedis: () => Promise<unknown>,
    env: Record<string, string> = {},
  ): Promise<void> {
    const held = await holdImport(place.databaseUrl as string, { event, number: 30 });
    const startedAt = performance.now();
    const worker = startForTest(['worker'], options(env));
    await held.reached();
    await loseRedis();
    await held.release();
    const job = await jobWith(place, ({ status }) => status === 'completed');
    const seconds = secondsSince(startedAt);
    worker.kill('SIGTERM');
    const { exitCode, stderr } = await worker.exit;
    expect(exitCode, stderr).toBe(0);
    expect(job).toMatchObject({ attempts: 0, crashes: 0 });
    expect(await violations()).toEqual([]);
    process.stderr.write(
      `[faults] Redis ${what}: done ${seconds.toFixed(1)} s after the worker's start\n`,
    );
  }

  function options(env: Record<string, string> = {}) {
    return { place, env: { EVM_REDIS_URL: redis.url, ...env } };
  }

  async function violations(): Promise<string[]> {
    return (await lookInto(place)).violations;
  }
});
