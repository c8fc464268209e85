import { once } from 'node:events';
import type { Context } from '../core/runtime/context.js';
import { checkQueue } from '../core/runtime/queue/check-queue.js';
import { openQueue } from '../core/runtime/queue/open-queue.js';
import type { ServiceOptions } from './attendance-http/run-service.js';
import { maintenance, type Processor, pairProcessors } from './catalogue.js';
import { workerErrors } from './errors.js';
import { createRunner, type FinishedWork, type WorkCounts } from './runner.js';
import { startWorkerHost } from './worker-host.js';

export type { FinishedWork, WorkCounts };

export interface WorkerOptions {
  /** Names of ledgers (`imports`); all of them when empty. */
  only: readonly string[];
  /** The first abort drains. */
  signal: AbortSignal;
  onStarted?: (names: readonly string[]) => void;
  onFinished?: (work: FinishedWork) => void;
}

/**
 * Runs the workers until `signal`; returns how the work went. Errors: WORKER_UNKNOWN,
 * QUEUE_EVICTING, QUEUE_NOT_MIGRATED, CLOCK_SKEW.
 */
export async function runWorkers(context: Context, options: WorkerOptions): Promise<WorkCounts> {
  const processors = await chooseProcessors(context, options.only);
  await checkQueue(context);
  const host = await startWorkerHost(context, {
    processors,
    maintenance,
    queue: await openQueue(context),
    concurrency: context.config.worker.concurrency,
    ...(options.onFinished ? { onFinished: options.onFinished } : {}),
  });
  options.onStarted?.(processors.map(({ source }) => source.name));
  if (!options.signal.aborted) await once(options.signal, 'abort');
  return await host.stop();
}

/** Works off what is due, without any queue, and returns. Errors: WORKER_UNKNOWN. */
export async function workOff(context: Context, options: WorkerOptions): Promise<WorkCounts> {
  const processors = await chooseProcessors(context, options.only);
  const { concurrency, graceSeconds } = context.config.worker;
  const runner = createRunner(context, { ...options, concurrency });
  const { signal } = options;
  let stop = () => {};
  const drained = new Promise<number>((resolve) => {
    stop = () => void runner.drain(graceSeconds * 1000).then(() => resolve(0));
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  let worked: number;
  do {
    worked = 0;
    // After the abort, no longer than draining takes: work that does not end is left to its lease.
    for (const processor of processors) {
      worked += await Promise.race([runner.workDue(processor), drained]);
    }
  } while (worked > 0);
  signal.removeEventListener('abort', stop);
  await runner.close();
  return runner.counts;
}

/** Serves attendance over HTTP until `signal`; see `runService` for the errors. */
export async function serveAttendance(context: Context, options: ServiceOptions): Promise<void> {
  const { runService } = await import('./attendance-http/run-service.js');
  await runService(context, options);
}

async function chooseProcessors(
  { config }: Pick<Context, 'config'>,
  only: readonly string[],
): Promise<Processor[]> {
  const processors = pairProcessors();
  const known = processors.map(({ source }) => source.name);
  const names = only.filter((name) => !known.includes(name));
  if (names.length > 0) throw workerErrors.unknownName({ names, known });
  const chosen = processors.filter(({ source }) => only.length === 0 || only.includes(source.name));
  for (const { check } of chosen) await check?.(config);
  return chosen;
}
