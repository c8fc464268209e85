import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { DoorbellQueue } from '../../../../src/core/runtime/queue/doorbell-queue.js';
import { defineJob } from '../../../../src/core/runtime/queue/job-contract.js';
import { eventually } from '../../../support/eventually.js';
import { gate } from '../../../support/gate.js';

const one = '01890000-0000-7000-8000-000000000001';
const two = '01890000-0000-7000-8000-000000000002';
const three = '01890000-0000-7000-8000-000000000003';

/** What every adapter of the doorbell promises. `open` gives a queue on an empty backend. */
export function describeDoorbell(open: () => Promise<DoorbellQueue>): void {
  const job = defineJob({
    kind: 'thing.do',
    queue: 'things',
    payload: z.strictObject({ thingId: z.uuid() }),
  });
  let queue: DoorbellQueue;
  beforeEach(async () => {
    queue = await open();
  });
  afterEach(async () => await queue.close());

  it('brings a ring to the listener', async () => {
    const heard = gate<string>();
    await queue.listen(job, async ({ thingId }) => heard.open(thingId), { concurrency: 1 });
    // Once more where the first took longer than it may.
    await eventually(
      'it rings',
      async () => (await queue.ring(job, { thingId: one })) || undefined,
    );
    expect(await heard.opened).toBe(one);
  });

  it('keeps a ring until somebody listens', async () => {
    const heard = gate<string>();
    await queue.ring(job, { thingId: one });
    await queue.listen(job, async ({ thingId }) => heard.open(thingId), { concurrency: 1 });
    expect(await heard.opened).toBe(one);
  });

  it('rings again for the same thing once the first ring is answered', async () => {
    const answers: Array<() => void> = [];
    const heard = vi.fn(async () => answers.shift()?.());
    await queue.listen(job, heard, { concurrency: 1 });
    for (let round = 0; round < 3; round++) {
      const answered = gate<void>();
      answers.push(answered.open);
      await queue.ring(job, { thingId: one });
      await answered.opened;
    }
    expect(heard).toHaveBeenCalledTimes(3);
  });

  it('answers no more rings at a time than it was told to', async () => {
    const finish = gate<void>();
    const twoRun = gate<void>();
    const allRan = gate<void>();
    let running = 0;
    let most = 0;
    let finished = 0;
    async function handler(): Promise<void> {
      running++;
      most = Math.max(most, running);
      if (running === 2) twoRun.open();
      await finish.opened;
      running--;
      finished++;
      if (finished === 3) allRan.open();
    }
    for (const thingId of [one, two, three]) await queue.ring(job, { thingId });
    await queue.listen(job, handler, { concurrency: 2 });
    await twoRun.opened;
    finish.open();
    await allRan.opened;
    expect(most).toBe(2);
  });

  it('goes on after a handler that throws, and leaves the retry to the ledger', async () => {
    const heard: string[] = [];
    const second = gate<void>();
    async function handler({ thingId }: { thingId: string }): Promise<void> {
      heard.push(thingId);
      if (thingId === one) throw new Error('broken');
      second.open();
    }
    await queue.listen(job, handler, { concurrency: 1 });
    await queue.ring(job, { thingId: one });
    await queue.ring(job, { thingId: two });
    await second.opened;
    expect(heard).toEqual([one, two]);
  });

  it('drains: waits for the handler that runs and takes no other ring', async () => {
    const started = gate<void>();
    const finish = gate<void>();
    const heard: string[] = [];
    async function handler({ thingId }: { thingId: string }): Promise<void> {
      heard.push(thingId);
      started.open();
      await finish.opened;
    }
    const listener = await queue.listen(job, handler, { concurrency: 1 });
    await queue.ring(job, { thingId: one });
    await started.opened;
    let drained = false;
    const draining = listener.drain().then(() => {
      drained = true;
    });
    await queue.ring(job, { thingId: two });
    expect(drained).toBe(false);
    finish.open();
    await draining;
    await listener.close();
    expect(heard).toEqual([one]);
  });

  it('refuses a payload that is not what the job agreed on', async () => {
    await expect(queue.ring(job, { thingId: 'kim@example.com' })).rejects.toThrow();
  });
}
