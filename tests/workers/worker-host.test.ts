import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { DoorbellQueue } from '../../src/core/runtime/queue/doorbell-queue.js';
import type { Process } from '../../src/workers/catalogue.js';
import { startWorkerHost } from '../../src/workers/worker-host.js';
import { createScratchLedger, type ScratchLedger } from '../core/runtime/ledger/scratch-ledger.js';
import { gate } from '../support/gate.js';
import { notingQueue, scratchProcessor } from './scratch-work.js';

const graceSeconds = 60;

describe('the host of the workers', () => {
  let scratch: ScratchLedger;
  beforeAll(async () => {
    scratch = await createScratchLedger('embedded', { graceSeconds });
  });
  beforeEach(async () => await scratch.empty());
  afterAll(async () => await scratch?.close());

  async function start(process: Process, queue: DoorbellQueue) {
    const processors = [scratchProcessor(scratch, process)];
    const options = { processors, maintenance: [], queue, concurrency: 1 };
    return await startWorkerHost(scratch.context, options);
  }

  it('ends what runs after the grace time though a sweep waits behind it', async () => {
    const id = await scratch.insert();
    const swept = gate<void>();
    const ringing = gate<void>();
    const answer = gate<(payload: unknown) => Promise<void>>();
    const queue: DoorbellQueue = {
      ...notingQueue(true),
      async ring() {
        ringing.open();
        await swept.opened;
        return true;
      },
      async listen(_, handler) {
        answer.open(handler as (payload: unknown) => Promise<void>);
        return { drain: async () => undefined, close: async () => undefined };
      },
    };
    const started = gate<void>();
    const host = await start(async (_, __, { signal }) => {
      started.open();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      swept.open();
      signal.throwIfAborted();
    }, queue);
    await ringing.opened;
    void (await answer.opened)({ thingId: id });
    await started.opened;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const stopped = host.stop();
    await vi.advanceTimersByTimeAsync(graceSeconds * 1000);
    expect(await stopped).toMatchObject({ released: 1 });
    vi.useRealTimers();
    expect(await scratch.row(id)).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('closes the queue when it cannot listen to it', async () => {
    let closed = 0;
    const queue: DoorbellQueue = {
      ...notingQueue(true),
      listen: async () => {
        throw new Error('nobody may listen');
      },
      close: async () => void closed++,
    };
    await expect(start(async () => undefined, queue)).rejects.toThrow('nobody may listen');
    expect(closed).toBe(1);
  });
});
