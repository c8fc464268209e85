import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { findJob } from '../../../src/core/jobs/find-job.js';
import type { ShownLedger } from '../../../src/core/jobs/job-ledgers.js';
import { listJobs } from '../../../src/core/jobs/list-jobs.js';
import { cancelJob, retryJob } from '../../../src/core/jobs/override-job.js';
import { jobSchema } from '../../../src/core/jobs/schema.js';
import { showJob } from '../../../src/core/jobs/show-job.js';
import { changedJobs, watchJobs } from '../../../src/core/jobs/watch-jobs.js';
import { exitCodes } from '../../../src/core/runtime/exit-codes.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { notingQueue, scratchProcessor } from '../../workers/scratch-work.js';
import { createScratchLedger } from '../runtime/ledger/scratch-ledger.js';
import { insertImports } from './sample-jobs.js';

describeEachEngine('jobs as people see them', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  beforeEach(async () => void (await context.database.knex('imports').delete()));
  afterAll(async () => await context?.close());

  it('counts all of them by what is going on', async () => {
    await insertImports(context, [
      { state: 'pending' },
      { state: 'claimed', lease_until: '2999-01-01' },
      { state: 'claimed', lease_until: '2000-01-01' },
      { state: 'done' },
      { state: 'done' },
      { state: 'failed' },
      { state: 'cancelled' },
    ]);
    const { counts } = await listJobs(context);
    expect(counts).toEqual({
      waiting: 2,
      active: 1,
      completed: 2,
      failed: 1,
      held: 0,
      cancelled: 1,
      unknown: 0,
    });
  });

  it('lists the 20 most recent, newest first, as the schema says', async () => {
    const ids = await insertImports(
      context,
      Array.from({ length: 22 }, (_, day) => ({
        created_at: new Date(Date.UTC(2026, 0, 1 + day)),
      })),
    );
    const { jobs } = await listJobs(context);
    expect(jobs.map(({ id }) => id)).toEqual(ids.reverse().slice(0, 20));
    for (const job of jobs) jobSchema.parse(job);
    expect(jobs[0]).toMatchObject({
      kind: 'import',
      event: 'devday',
      status: 'waiting',
      file: 'attendees.csv',
      startedBy: 'organiser',
      createdAt: '2026-01-22T00:00:00.000Z',
    });
  });

  it('finds one by its id, a unique beginning, and the short form of the list', async () => {
    const [id] = (await insertImports(context, [{}, {}])) as [string];
    for (const name of [
      id,
      id.toUpperCase(),
      id.slice(0, -1),
      `${id.slice(0, 8)}…${id.slice(-4)}`,
    ]) {
      expect((await findJob(context, name)).job.id).toBe(id);
    }
  });

  it('lists the candidates when a beginning is not unique', async () => {
    const ids = await insertImports(context, [{}, {}]);
    await expect(findJob(context, (ids[0] as string).slice(0, 6))).rejects.toMatchObject({
      code: 'JOB_AMBIGUOUS',
      exitCode: exitCodes.conflict,
      facts: { candidates: expect.arrayContaining(ids) },
    });
  });

  it.each(['0192', 'ffffffff-0000-7000-8000-000000000000', "x' or true", '%%%%', ''])(
    'knows no job %j',
    async (name) => {
      await expect(findJob(context, name)).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
    },
  );

  it('cancels one that waits', async () => {
    const [id] = (await insertImports(context, [{}])) as [string];
    expect(await cancelJob(context, id)).toMatchObject({ status: 'cancelled' });
    await expect(cancelJob(context, id)).rejects.toMatchObject({ code: 'JOB_FINISHED' });
  });

  it('tries a failed one again from the start, and rings for it', async () => {
    const failed = { state: 'failed', attempts: 3, last_error: 'x (Y)', finished_at: new Date() };
    const [id] = (await insertImports(context, [failed])) as [string];
    await context.database.knex('import_files').insert({
      import_id: id,
      part: 0,
      content_encrypted: Buffer.from('x'),
    });
    const queue = notingQueue(true);
    expect(await retryJob(context, queue, id)).toMatchObject({
      status: 'waiting',
      attempts: 0,
      error: null,
      finishedAt: null,
    });
    expect(queue.rings).toEqual([{ importId: id }]);
  });

  it('refuses to try one again whose stored file is gone, and says so', async () => {
    const [id] = (await insertImports(context, [{ state: 'failed' }])) as [string];
    const queue = notingQueue(true);
    await expect(retryJob(context, queue, id)).rejects.toMatchObject({
      code: 'JOB_NOT_RETRYABLE',
      message: expect.stringContaining('its stored file is gone'),
    });
    expect(queue.rings).toEqual([]);
    expect((await findJob(context, id)).job).toMatchObject({ status: 'failed' });
  });

  it('is shown with its document only where it is an import', async () => {
    const [id] = (await insertImports(context, [{}])) as [string];
    expect(await showJob(context, id)).toMatchObject({ job: { id }, import: { id } });
    const scratch = await createScratchLedger(engine);
    onTestFinished(scratch.close);
    const thing = await scratch.insert();
    const { source } = scratchProcessor(scratch, async () => undefined);
    const shown = await showJob(scratch.context, thing, [source as ShownLedger]);
    expect(shown).toEqual({ job: expect.objectContaining({ id: thing, kind: 'thing' }) });
  });

  it('is watched until nothing waits or runs, told only when something changed', async () => {
    const [id] = (await insertImports(context, [{}])) as [string];
    const signal = new AbortController().signal;
    const lists = watchJobs(context, { signal, everyMs: 1, untilIdle: true });
    const seen = [];
    for await (const list of lists) {
      seen.push(list);
      await context.database.knex('imports').where({ id }).update({ state: 'done' });
    }
    expect(seen.map(({ counts }) => counts.completed)).toEqual([0, 1]);
    expect(changedJobs(seen[0]?.jobs ?? [], seen[1]?.jobs ?? [])).toMatchObject([{ id }]);
    expect(changedJobs(seen[1]?.jobs ?? [], seen[1]?.jobs ?? [])).toEqual([]);
  });

  it('stops watching when it is interrupted', async () => {
    await insertImports(context, [{}]);
    const aborter = new AbortController();
    const lists = watchJobs(context, { signal: aborter.signal, everyMs: 1, untilIdle: false });
    await lists.next();
    aborter.abort();
    await expect(lists.next()).rejects.toMatchObject({ name: 'AbortError' });
  });
});
