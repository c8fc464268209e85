import type { Context } from '../core/runtime/context.js';
import { Lifecycle } from '../core/runtime/lifecycle.js';
import type { DoorbellQueue } from '../core/runtime/queue/doorbell-queue.js';
import type { Maintenance, Processor } from './catalogue.js';
import { endsWithin } from './ends-within.js';
import { afterAbortMs, createRunner, type FinishedWork, type WorkCounts } from './runner.js';
import { createSweeper } from './sweeper.js';

export interface WorkerHost {
  /**
   * Takes no more work, lets what runs finish within the grace time, gives the rest back. Waits only a
   * few seconds longer for what does not even end then.
   */
  stop(): Promise<WorkCounts>;
}

/**
 * Starts the processors on the queue and the sweeper beside them; one lifecycle for all. The queue is
 * the host's: it closes it at the end, also when the start fails.
 */
export async function startWorkerHost(
  context: Context,
  options: {
    processors: readonly Processor[];
    maintenance: readonly Maintenance[];
    queue: DoorbellQueue;
    concurrency: number;
    onFinished?: (work: FinishedWork) => void;
  },
): Promise<WorkerHost> {
  const { processors, maintenance, queue, concurrency } = options;
  const lifecycle = new Lifecycle();
  const runner = createRunner(context, options);
  const sweeper = createSweeper(context, { processors, maintenance, queue, runner });

  lifecycle.defer(async () => await queue.close());
  lifecycle.defer(async () => await runner.close());
  lifecycle.defer(async () => {
    // A sweep may wait behind the very work that is drained: the embedded database has one session.
    const swept = sweeper.stop();
    await runner.drain(context.config.worker.graceSeconds * 1000);
    await endsWithin(swept, afterAbortMs);
  });
  try {
    for (const processor of processors) {
      const work = async (id: string) => await runner.workOne(processor, id);
      const listener = await processor.source.listen(queue, work, { concurrency });
      // Not awaited: it waits for what runs, and what runs has its grace time above.
      lifecycle.defer(() => void listener.drain().catch(() => undefined));
    }
  } catch (error) {
    await lifecycle.close().catch(() => undefined);
    throw error;
  }
  sweeper.start();

  return {
    async stop() {
      await lifecycle.close();
      return runner.counts;
    },
  };
}
