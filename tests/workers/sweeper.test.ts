import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completeClaim } from '../../src/core/runtime/ledger/settle-claim.js';
import { createMemoryQueue } from '../../src/core/runtime/queue/memory-queue.js';
import type { Process } from '../../src/workers/catalogue.js';
import { createRunner } from '../../src/workers/runner.js';
import { createSweeper } from '../../src/workers/sweeper.js';
import { startWorkerHost } from '../../src/workers/worker-host.js';
import { createScratchLedger, type ScratchLedger } from '../core/runtime/ledger/scratch-ledger.js';
import { gate } from '../support/gate.js';
import { notingQueue, scratchProcessor } from './scratch-work.js';

describe('the sweeper', () => {
  let scratch: ScratchLedger;
  beforeAll(async () => {
    scratch = await createScratchLedger('embedded', { sweepSeconds: 0.1 });
  });
  beforeEach(async () => await scratch.empty());
  afterAll(async () => await scratch?.close());

  const complete: Process = async ({ database }, claim) => {
    await completeClaim(database.knex, scratch.ledger, claim);
    return undefined;
  };

  function start(options: { heard: boolean; process?: Process; concurrency?: number }) {
    const { heard, process = complete, concurrency = 2 } = options;
    const queue = notingQueue(heard);
    const runner = createRunner(scratch.context, { concurrency });
    const processors = [scratchProcessor(scratch, process)];
    const sweeper = createSweeper(scratch.context, {
      processors,
      maintenance: [],
      queue,
      runner,
    });
    return { queue, runner, sweeper, processors };
  }

  it('rings for rows that are due or abandoned, and for no others', async () => {
    const due = await scratch.insert({ not_before: '2020-01-01' });
    const abandoned = await scratch.insert({
      state: 'claimed',
      lease_until: '2020-01-01',
      not_before: '2020-01-02',
    });
    await scratch.insert({ not_before: '2999-01-01' });
    await scratch.insert({ state: 'claimed', lease_until: '2999-01-01' });
    await scratch.insert({ state: 'done' });
    const { queue, sweeper } = start({ heard: true });
    await sweeper.sweep();
    expect(queue.rings).toEqual([{ thingId: due }, { thingId: abandoned }]);
  });

  it('works on the rows itself when nobody can hear the ring', async () => {
    const id = await scratch.insert();
    const { sweeper, runner } = start({ heard: false });
    await sweeper.sweep();
    await runner.drain(60_000);
    expect(await scratch.row(id)).toMatchObject({ state: 'done' });
  });

  it('works on a row itself that is still due after it was rung for: the queue may be deaf', async () => {
    const id = await scratch.insert();
    const { sweeper, runner, queue } = start({ heard: true });
    await sweeper.sweep();
    await sweeper.sweep();
    await runner.drain(60_000);
    expect(queue.rings).toHaveLength(1);
    expect(await scratch.row(id)).toMatchObject({ state: 'done' });
  });

  it('rings for nobody while this worker is full', async () => {
    const finish = gate<void>();
    const started = gate<void>();
    const process: Process = async (...args) => {
      started.open();
      await finish.opened;
      await complete(...args);
    };
    const { sweeper, runner, queue, processors } = start({ heard: true, process, concurrency: 1 });
    const busy = runner.workOne(processors[0] as never, await scratch.insert());
    await started.opened;
    await scratch.insert();
    await sweeper.sweep();
    expect(queue.rings).toEqual([]);
    finish.open();
    await busy;
  });

  it('does each task of the maintenance when it starts and as often as it asks; what fails stops nothing', async () => {
    const done: string[] = [];
    const task = (name: string, everySeconds: number, run: () => Promise<void>) => ({
      name,
      everySeconds,
      load: async () => ({
        run: async () => {
          done.push(name);
          await run();
        },
      }),
    });
    let now = Date.now();
    const context = { ...scratch.context, clock: { now: () => new Date(now) } };
    const sweeper = createSweeper(context, {
      processors: [],
      maintenance: [
        task('broken', 3600, async () => {
          throw new Error('no way');
        }),
        task('whole', 60, async () => undefined),
      ],
      queue: notingQueue(true),
      runner: createRunner(context, { concurrency: 1 }),
    });
    const counts: number[] = [];
    for (const minutes of [0, 1, 58, 1]) {
      now += minutes * 60_000;
      await sweeper.sweep();
      await sweeper.stop();
      counts.push(done.length);
    }
    expect(counts).toEqual([2, 3, 4, 6]);
    expect(done.slice(2)).toEqual(['whole', 'whole', 'broken', 'whole']);
  });

  it('brings a row to its processor though its ring was lost, and stops with the host', async () => {
    const done = gate<string>();
    const process: Process = async (context, claim, options) => {
      await complete(context, claim, options);
      done.open(claim.id);
      return undefined;
    };
    const host = await startWorkerHost(scratch.context, {
      processors: [scratchProcessor(scratch, process)],
      maintenance: [],
      queue: createMemoryQueue(scratch.context.logger),
      concurrency: 1,
    });
    const id = await scratch.insert();
    expect(await done.opened).toBe(id);
    expect(await host.stop()).toMatchObject({ done: 1, lost: 0 });
  });
});
