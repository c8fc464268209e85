import { EventEmitter } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlace, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';

const csv = '이름,이메일\n홍길동,hong@example.com\n김철수,kim@example.com\n';

describe('evm worker', () => {
  let place: TestPlace;
  beforeAll(async () => {
    place = await createPlace('embedded');
  });
  afterAll(async () => await place?.remove());

  const evm = async (argv: string[], stdin = '') =>
    await runInProcess(argv, { env: place.env, stdin });

  it('works off what is due with --once, and says how it went', async () => {
    const options = ['--event', 'devday', '--create-event', '--detach'];
    expect(await evm(['import', '-', ...options], csv)).toMatchObject({ exitCode: 0 });
    const first = await evm(['worker', '--once', '--json']);
    expect(first.json()).toEqual({
      worker: { done: 1, retry: 0, failed: 0, released: 0, lost: 0 },
    });
    expect(first.exitCode).toBe(0);
    const second = await evm(['worker', '--once']);
    expect(second).toMatchObject({ stdout: '✓ 0 jobs done\n', exitCode: 0 });
  });

  it('refuses work that it does not know', async () => {
    const { exitCode, stderr } = await evm(['worker', '--once', '--only', 'dishes']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there are: imports');
  });

  it('runs until it is told to stop, and then ends well', async () => {
    const signals = new EventEmitter();
    const running = runInProcess(['worker', '--only', 'imports'], { env: place.env, signals });
    signals.emit('SIGTERM');
    expect(await running).toMatchObject({ exitCode: 0 });
  });
});
