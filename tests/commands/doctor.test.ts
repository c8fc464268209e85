import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkNode } from '../../src/core/runtime/doctor/check-machine.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { startRedisDaemon } from '../support/redis-daemon.js';
import { runInProcess } from '../support/run-main.js';
import { deafPort } from '../support/supervised-process.js';
import { tempFolder } from '../support/temp.js';
import { hasPostgres, hasPrivateDaemons } from '../support/test-daemons.js';

interface Check {
  name: string;
  status: string;
  found: string;
  hint: string | null;
}

async function doctor(env: Record<string, string>) {
  const run = await runInProcess(['doctor', '--json'], { env });
  const { checks } = run.json() as { checks: Check[] };
  return { exitCode: run.exitCode, check: (name: string) => checks.find((c) => c.name === name) };
}

async function place(...args: Parameters<typeof createPlace>): Promise<TestPlace> {
  const made = await createPlace(...args);
  onTestFinished(made.remove);
  return made;
}

describe('evm doctor', () => {
  it('finds nothing wrong with a machine that never ran evm, and makes nothing there', async () => {
    const home = join(tempFolder(), 'not', 'there');
    const { exitCode, check } = await doctor({ EVM_HOME: home });
    expect(exitCode).toBe(0);
    expect(check('database')).toMatchObject({ status: 'ok', hint: null });
    expect(existsSync(home)).toBe(false);
  });

  it('examines the embedded database and leaves its home as it was', async () => {
    const where = await place('embedded');
    await (await openTestContext(where)).close();
    const files = readdirSync(where.home).sort();
    const { exitCode, check } = await doctor(where.env);
    expect(exitCode).toBe(0);
    expect(check('schema')).toMatchObject({ status: 'ok' });
    expect(check('key')?.found).toContain('mode 0600');
    expect(readdirSync(where.home).sort()).toEqual(files);
    const other = await doctor({ ...where.env, EVM_MASTER_KEY: '0'.repeat(64) });
    expect(other.exitCode).toBe(2);
    expect(other.check('key')?.found).toContain('another master key');
  });

  it('claims nothing about a key that a database out of reach may need', async () => {
    const DATABASE_URL = `postgres://evm@127.0.0.1:${deafPort}/none`;
    const { exitCode, check } = await doctor({ EVM_HOME: tempFolder(), DATABASE_URL });
    expect(exitCode).toBe(6);
    expect(check('key')).toMatchObject({ status: 'warning' });
  });

  it('names the owner of an embedded database that is in use, at once', async () => {
    const where = await place('embedded');
    const owner = await openTestContext(where);
    const { exitCode, check } = await doctor(where.env);
    await owner.close();
    expect(exitCode).toBe(0);
    expect(check('database')).toMatchObject({ status: 'warning' });
    expect(check('database')?.found).toContain(`pid ${process.pid}`);
  });

  it('says what to do about a key file that others may read', async () => {
    const where = await place('embedded');
    await (await openTestContext(where)).close();
    chmodSync(join(where.home, 'master.key'), 0o644);
    const { exitCode, check } = await doctor(where.env);
    expect(exitCode).toBe(2);
    expect(check('key')).toMatchObject({
      status: 'broken',
      hint: expect.stringContaining('chmod'),
    });
  });

  it('reports every problem of the configuration and still checks the rest it can', async () => {
    const { exitCode, check } = await doctor({ EVM_WORKER_CONCURRENCY: 'many', EVM_REGION: 'x' });
    expect(exitCode).toBe(2);
    expect(check('config')?.found).toMatch(/EVM_REGION[\s\S]*EVM_WORKER_CONCURRENCY|concurrency/);
    expect(check('node')).toMatchObject({ status: 'ok' });
  });

  it('ends with 6 when a service is away', async () => {
    const nowhere = `127.0.0.1:${deafPort}`;
    const { exitCode, check } = await doctor({
      EVM_HOME: tempFolder(),
      DATABASE_URL: `postgres://evm:secret@${nowhere}/evm`,
      EVM_REDIS_URL: `redis://:secret@${nowhere}`,
      EVM_MASTER_KEY: 'ab'.repeat(32),
    });
    expect(exitCode).toBe(6);
    expect(check('database')).toMatchObject({ status: 'unavailable' });
    expect(check('redis')).toMatchObject({ status: 'unavailable' });
    expect(JSON.stringify([check('database'), check('redis')])).not.toContain('secret');
  });

  it.skipIf(!hasPostgres())('asks for the migrations of an empty PostgreSQL database', async () => {
    const where = await place('external', { prepared: false });
    const { exitCode, check } = await doctor(where.env);
    expect(exitCode).toBe(2);
    expect(check('schema')).toMatchObject({
      status: 'broken',
      hint: expect.stringContaining('evm db migrate'),
    });
    expect(check('durability')).toMatchObject({ status: 'ok' });
    expect(check('clock')).toMatchObject({ status: 'ok' });
  });

  it.skipIf(!hasPrivateDaemons())('refuses a Redis that throws jobs away', async () => {
    const redis = await startRedisDaemon();
    onTestFinished(redis.remove);
    const env = { EVM_HOME: tempFolder(), EVM_REDIS_URL: redis.url };
    expect((await doctor(env)).check('redis eviction')).toMatchObject({ status: 'ok' });
    await redis.configure('maxmemory-policy', 'allkeys-lru');
    await redis.configure('appendonly', 'no');
    const { exitCode, check } = await doctor(env);
    expect(exitCode).toBe(2);
    expect(check('redis eviction')?.hint).toContain('noeviction');
    expect(check('redis persistence')).toMatchObject({ status: 'warning' });
  });

  it.each([
    ['20.18.3', 'broken'],
    ['18.20.0', 'broken'],
    ['20.19.0', 'ok'],
    ['24.1.0', 'ok'],
  ])('judges Node %s as %s', (version, status) => {
    expect(checkNode(version)).toMatchObject({ status });
  });
});
