import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { EvmError } from '../../src/core/runtime/errors.js';
import { exitCodes } from '../../src/core/runtime/exit-codes.js';
import { cancelRow } from '../../src/core/runtime/ledger/override-row.js';
import { completeClaim } from '../../src/core/runtime/ledger/settle-claim.js';
import type { Process } from '../../src/workers/catalogue.js';
import { afterAbortMs, createRunner } from '../../src/workers/runner.js';
import { createScratchLedger, type ScratchLedger } from '../core/runtime/ledger/scratch-ledger.js';
import { describeEachEngine } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { type Gate, gate } from '../support/gate.js';
import { scratchProcessor } from './scratch-work.js';

describeEachEngine('working on claims', (engine) => {
  let scratch: ScratchLedger;
  beforeAll(async () => {
    scratch = await createScratchLedger(engine, { leaseSeconds: 1 });
  });
  beforeEach(async () => await scratch.empty());
  afterAll(async () => await scratch?.close());

  const complete: Process = async ({ database }, claim) => {
    await database.transaction(async (trx) => {
      await trx('things').where({ id: claim.id }).increment('effects', 1);
      await completeClaim(trx, scratch.ledger, claim);
    });
  };

  function start(process: Process, concurrency = 2) {
    const processor = scratchProcessor(scratch, process);
    return { processor, runner: createRunner(scratch.context, { concurrency }) };
  }

  it('does each due row once, no more at a time than there is room for', async () => {
    const inserted: string[] = [];
    for (let row = 0; row < 5; row++) inserted.push(await scratch.insert());
    let running = 0;
    let most = 0;
    const { processor, runner } = start(async (...args) => {
      running++;
      most = Math.max(most, running);
      await complete(...args);
      running--;
    });
    const worked: number[] = [];
    do worked.push(await runner.workDue(processor));
    while (worked.at(-1) !== 0);
    expect(worked).toEqual([5, 0]);
    expect(most).toBe(2);
    for (const id of inserted) {
      expect(await scratch.row(id)).toMatchObject({ state: 'done', effects: 1 });
    }
  });

  it('claims a portion together, not before there is room for it', async () => {
    for (let row = 0; row < 7; row++) await scratch.insert();
    const finishes: Gate<void>[] = [];
    const endedBefore: number[] = [];
    let ended = 0;
    const processor = {
      ...scratchProcessor(scratch, async (...args) => {
        endedBefore.push(ended);
        const finish = gate<void>();
        finishes.push(finish);
        await finish.opened;
        await complete(...args);
        ended++;
      }),
      portion: () => 3,
    };
    const runner = createRunner(scratch.context, { concurrency: 4 });
    const worked = runner.workDue(processor);
    await eventually('it works on four', async () => finishes[3]);
    for (let end = 0; end < 3; end++) {
      finishes[end]?.open();
      await eventually('it has ended', async () => (ended > end ? ended : undefined));
      // Time for a claim that comes too early.
      for (let look = 0; look < 5; look++) await scratch.context.database.knex.raw('SELECT 1');
    }
    await eventually('it works on the rest', async () => finishes[6]);
    for (const finish of finishes) finish.open();
    expect(await worked).toBe(7);
    expect(endedBefore).toEqual([0, 0, 0, 0, 3, 3, 3]);
  });

  it('works on a row once, however often it is rung for at the same time', async () => {
    const id = await scratch.insert();
    const { processor, runner } = start(complete);
    await Promise.all([1, 2, 3].map(() => runner.workOne(processor, id)));
    await runner.workOne(processor, id);
    expect(await scratch.row(id)).toMatchObject({ state: 'done', effects: 1 });
    expect(runner.counts).toMatchObject({ done: 1 });
  });

  it('never works on two suspects at once, whoever calls, and leaves none behind', async () => {
    const running = new Set<string>();
    const together: number[] = [];
    const suspects: string[] = [];
    for (let row = 0; row < 6; row++) suspects.push(await scratch.insert({ crashes: 2 }));
    const { processor, runner } = start(async (context, claim, options) => {
      running.add(claim.id);
      together.push(running.size);
      await complete(context, claim, options);
      running.delete(claim.id);
    }, 6);
    await Promise.all([
      ...suspects.map(async (id) => await runner.workOne(processor, id)),
      runner.workDue(processor),
      runner.workDue(processor),
    ]);
    await runner.workDue(processor);
    expect(together).toEqual([1, 1, 1, 1, 1, 1]);
    for (const id of suspects) expect(await scratch.row(id)).toMatchObject({ effects: 1 });
  });

  it('lets the next suspect come once one has lived long enough to be none', async () => {
    const [first, second] = [
      await scratch.insert({ crashes: 2, not_before: '2020-01-01' }),
      await scratch.insert({ crashes: 2, not_before: '2020-01-02' }),
    ];
    const finish = gate<void>();
    const begun: string[] = [];
    const [one, two] = [gate<void>(), gate<void>()];
    const { processor, runner } = start(async (context, claim, options) => {
      (begun.push(claim.id) === 1 ? one : two).open();
      await finish.opened;
      await complete(context, claim, options);
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const working = runner.workOne(processor, first);
    await one.opened;
    await runner.workOne(processor, second);
    expect(begun).toEqual([first]);
    vi.advanceTimersByTime(60_000);
    const next = runner.workOne(processor, second);
    await two.opened;
    vi.useRealTimers();
    finish.open();
    await Promise.all([working, next]);
    expect(runner.counts).toMatchObject({ done: 2, lost: 0 });
  });

  it('leaves a failed try to the ledger: later again, with the reason', async () => {
    const id = await scratch.insert();
    const { processor, runner } = start(async () => {
      throw new EvmError({ code: 'AWAY', message: 'it is away', exitCode: exitCodes.unavailable });
    });
    await runner.workOne(processor, id);
    expect(runner.counts).toMatchObject({ retry: 1 });
    expect(await scratch.row(id)).toMatchObject({
      state: 'pending',
      attempts: 1,
      last_error: 'it is away (AWAY)',
    });
  });

  it('stops the work on a row that was cancelled, and changes nothing about it', async () => {
    const id = await scratch.insert();
    const started = gate<void>();
    const { processor, runner } = start(async (_, __, { signal }) => {
      started.open();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      signal.throwIfAborted();
    });
    const working = runner.workOne(processor, id);
    await started.opened;
    await cancelRow(scratch.database, scratch.ledger, id);
    await working;
    expect(runner.counts).toMatchObject({ lost: 1 });
    expect(await scratch.row(id)).toMatchObject({ state: 'cancelled', attempts: 0 });
  });

  it('drains: finishes what it can within the grace time', async () => {
    const id = await scratch.insert();
    const started = gate<void>();
    const finish = gate<void>();
    const { processor, runner } = start(async (...args) => {
      started.open();
      await finish.opened;
      await complete(...args);
    });
    void runner.workOne(processor, id);
    await started.opened;
    const drained = runner.drain(60_000);
    const late = await scratch.insert();
    await runner.workOne(processor, late);
    finish.open();
    await drained;
    expect(await scratch.row(id)).toMatchObject({ state: 'done' });
    expect(await scratch.row(late)).toMatchObject({ state: 'pending' });
  });

  it('drains: gives back what takes longer, as if it had never been begun', async () => {
    const id = await scratch.insert();
    const started = gate<void>();
    const { processor, runner } = start(async (_, __, { signal }) => {
      started.open();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      signal.throwIfAborted();
    });
    void runner.workOne(processor, id);
    await started.opened;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const drained = runner.drain(60_000);
    await vi.advanceTimersByTimeAsync(60_000);
    await drained;
    vi.useRealTimers();
    expect(runner.counts).toMatchObject({ released: 1 });
    expect(await scratch.row(id)).toMatchObject({ state: 'pending', attempts: 0, crashes: 0 });
  });

  it('drains: leaves to its lease what does not even end when it is aborted', async () => {
    const id = await scratch.insert();
    const started = gate<void>();
    const stuck = gate<void>();
    const { processor, runner } = start(async () => {
      started.open();
      await stuck.opened;
    });
    const working = runner.workOne(processor, id);
    await started.opened;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const drained = runner.drain(60_000);
    await vi.advanceTimersByTimeAsync(60_000 + afterAbortMs);
    await drained;
    expect(runner.counts).toMatchObject({ released: 0, done: 0 });
    vi.useRealTimers();
    expect(await scratch.row(id)).toMatchObject({ state: 'claimed' });
    stuck.open();
    await working;
  });

  it('drains: waits for what is just being claimed, too', async () => {
    const id = await scratch.insert();
    const { processor, runner } = start(complete);
    void runner.workDue(processor);
    await runner.drain(60_000);
    expect(await scratch.row(id)).toMatchObject({ state: 'done' });
  });
});
