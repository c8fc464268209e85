import { EventEmitter } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertImports } from '../core/jobs/sample-jobs.js';
import { createPlace, openTestContext, type TestPlace } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';

describe('evm jobs', () => {
  let place: TestPlace;
  let ids: string[];
  beforeAll(async () => {
    place = await createPlace('embedded');
  });
  beforeEach(async () => {
    const context = await openTestContext(place);
    await context.database.knex('imports').delete();
    ids = await insertImports(context, [
      { state: 'done', progress: 100, created_at: '2026-11-20T21:04:00Z' },
      { state: 'failed', last_error: 'no room (FULL)', created_at: '2026-11-21T09:00:00Z' },
      { file_name: 'vip\u001b[31m.csv', created_at: '2026-11-21T10:00:00Z' },
    ]);
    await context.close();
  });
  afterAll(async () => await place?.remove());

  const evm = async (...argv: string[]) => await runInProcess(argv, { env: place.env });

  it('lists the counts and the recent jobs, and paints nothing that a file name brings', async () => {
    const { stdout, exitCode } = await evm('jobs', 'list');
    expect(exitCode).toBe(0);
    const [counts, , header, newest] = stdout.split('\n');
    expect(counts).toBe('waiting 1 · active 0 · completed 1 · failed 1');
    expect(header).toMatch(/^job +kind +event +status +% +created +file +by$/);
    expect(newest).toMatch(new RegExp(`^${ids[2]} +import +devday +waiting`));
    expect(stdout).not.toContain('\u001b');
  });

  it('gives the same as one document', async () => {
    const { counts, jobs } = (await evm('jobs', 'list', '--json')).json() as {
      counts: object;
      jobs: { id: string; status: string }[];
    };
    expect(counts).toMatchObject({ waiting: 1, active: 0, completed: 1, failed: 1 });
    expect(jobs.map(({ status }) => status)).toEqual(['waiting', 'failed', 'completed']);
  });

  it('shows one job with what it worked on', async () => {
    const shown = (await evm('jobs', 'show', ids[1] as string, '--json')).json();
    expect(shown).toMatchObject({
      job: { id: ids[1], status: 'failed', error: 'no room (FULL)' },
      import: { id: ids[1], event: 'devday', file: 'attendees.csv' },
    });
    expect((await evm('jobs', 'show', ids[1] as string)).stdout).toContain('no room (FULL)');
  });

  it('ends with 4 when there is no such job', async () => {
    const { exitCode, stderr } = await evm('jobs', 'show', 'ffffffff');
    expect(exitCode).toBe(4);
    expect(stderr).toContain('(JOB_NOT_FOUND)');
  });

  it('cancels only with a yes', async () => {
    const id = ids[2] as string;
    expect(await evm('jobs', 'cancel', id)).toMatchObject({ exitCode: 2 });
    expect(await evm('jobs', 'cancel', id, '--yes')).toMatchObject({ exitCode: 0 });
    expect(await evm('jobs', 'cancel', id, '--yes')).toMatchObject({ exitCode: 5 });
  });

  it('watches as JSON lines until nothing is left', async () => {
    await evm('jobs', 'cancel', ids[2] as string, '--yes');
    const { stdout } = await evm('jobs', 'watch', '--until-idle', '--json');
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).job.id)).toEqual(ids);
  });

  it('ends a watch with 130 on Ctrl-C', async () => {
    const signals = new EventEmitter();
    const watching = runInProcess(['jobs', 'watch'], { env: place.env, signals });
    signals.emit('SIGINT');
    expect((await watching).exitCode).toBe(130);
  });
});
