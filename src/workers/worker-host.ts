import type { Context } from '../core/runtime/context.js';
import { Lifecycle } from '../core/runtime/lifecycle.js';
import type { DoorbellQueue } from '../core/runtime/queue/doorbell-queue.js';
import type { Processor } from './catalogue.js';
import { createRunner, type FinishedWork, type WorkCounts } from './runner.js';
import { createSweeper } from './sweeper.js';

export interface WorkerHost {
  /** Takes no more work, lets what runs finish within the grace time, gives the rest back. */
  stop(): Promise<WorkCounts>;
}

/** Starts the processors on the queue and the sweeper beside them; one lifecycle for all. */
export async function startWorkerHost(
  context: Context,
  options: {
    processors: readonly Processor[];
    queue: DoorbellQueue;
    concurrency: number;
    onFinished?: (work: FinishedWork) => void;
  },
): Promise<WorkerHost> {
  const { processors, queue, concurrency } = options;
  const lifecycle = new Lifecycle();
  const runner = createRunner(context, options);

  lifecycle.defer(async () => await queue.close());
  lifecycle.defer(async () => await runner.drain(context.config.worker.graceSeconds * 1000));
  for (const processor of processors) {
    const work = async (id: string) => await runner.workOne(processor, id);
    const listener = await processor.source.listen(queue, work, { concurrency });
    // Not awaited: it waits for what runs, and what runs has its grace time below.
    lifecycle.defer(() => void listener.drain().catch(() => undefined));
  }
  const sweeper = createSweeper(context, { processors, queue, runner });
  lifecycle.defer(async () => await sweeper.stop());
  sweeper.start();

  return {
    async stop() {
      await lifecycle.close();
      return runner.counts;
    },
  };
}
