import { crashPoint } from '../crash-points.js';
import type { Ids } from '../ids.js';
import type { Logger } from '../logger.js';
import type { DoorbellQueue, Listener } from './doorbell-queue.js';
import type { JobContract } from './job-contract.js';

/** How one of BullMQ's backends makes its halves; each gets connections of its own. */
export interface BullmqBackend {
  createQueue(name: string): BullmqProducer;
  createWorker(
    name: string,
    processor: (job: ReceivedJob) => Promise<void>,
    concurrency: number,
  ): BullmqConsumer;
  close(): Promise<void>;
}

/** What is used of BullMQ's Queue; its own type differs by backend. */
interface BullmqProducer {
  add(
    name: string,
    data: unknown,
    options: typeof jobSettings & { jobId: string },
  ): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** What is used of BullMQ's Worker. */
interface BullmqConsumer {
  on(event: 'error', listener: (error: Error) => void): unknown;
  pause(doNotWaitActive: boolean): Promise<void>;
  close(force: boolean): Promise<void>;
}

interface ReceivedJob {
  name: string;
  data: unknown;
}

/**
 * A crash is found after lockDuration and up to two intervals; it must not end a job however often it
 * happens (the ledger counts crashes), and retries are the ledger's too.
 */
export const workerSettings = {
  lockDuration: 10_000,
  stalledInterval: 3_000,
  maxStalledCount: 25,
  drainDelay: 2,
  removeOnComplete: { count: 100 },
  removeOnFail: { count: 50 },
} as const;

const jobSettings = {
  attempts: 1,
  removeOnComplete: workerSettings.removeOnComplete,
  removeOnFail: workerSettings.removeOnFail,
} as const;

/** Nobody waits longer for a queue that is down: the ledger row is there, the sweeper will ring. */
const ringDeadlineMs = 2_000;
const closeDeadlineMs = 3_000;

/** The doorbell on BullMQ, the same for all its backends. */
export function createBullmqQueue(
  backend: BullmqBackend,
  { ids, logger }: { ids: Ids; logger: Logger },
): DoorbellQueue {
  const queues = new Map<string, BullmqProducer>();
  const listeners = new Set<Listener>();

  function queueOf(name: string): BullmqProducer {
    const known = queues.get(name);
    if (known) return known;
    const queue = backend.createQueue(name);
    // An EventEmitter without a listener for `error` ends the process.
    queue.on('error', (err) => logger.debug({ err, queue: name }, 'the queue reported an error'));
    queues.set(name, queue);
    return queue;
  }

  return {
    async ring(job, payload) {
      const data = job.payload.parse(payload);
      try {
        // An id of its own each time: a kept job of the same id would swallow the ring silently.
        const added = crashPoint(`queue ring ${job.kind}`, async () =>
          queueOf(job.queue).add(job.kind, data, { ...jobSettings, jobId: `ring-${ids.next()}` }),
        );
        await withDeadline(added, ringDeadlineMs);
        return true;
      } catch (err) {
        // Not a warning: the sweeper finds the row, and nobody has to do anything.
        logger.info({ err, queue: job.queue, jobKind: job.kind }, 'the doorbell could not be rung');
        return false;
      }
    },

    async listen(job, handler, { concurrency }) {
      const running = new Set<Promise<void>>();
      const process = async (received: ReceivedJob) => {
        const run = answer(received, { job, handler, logger });
        running.add(run);
        await run.finally(() => running.delete(run));
      };
      const worker = backend.createWorker(job.queue, process, concurrency);
      worker.on('error', (err) => logger.debug({ err, queue: job.queue }, 'the queue is troubled'));
      const listener: Listener = {
        async drain() {
          // Not BullMQ's own waiting: that needs a backend that answers.
          worker.pause(true).catch(() => undefined);
          await Promise.all(running);
        },
        async close() {
          listeners.delete(listener);
          await closeQuietly(worker.close(running.size > 0), logger);
        },
      };
      listeners.add(listener);
      return listener;
    },

    async close() {
      await Promise.all([...listeners].map(async (listener) => await listener.close()));
      await Promise.all([...queues.values()].map((queue) => closeQuietly(queue.close(), logger)));
      await backend.close();
    },
  };
}

async function answer<Payload>(
  received: ReceivedJob,
  by: {
    job: JobContract<Payload>;
    handler: (payload: Payload) => Promise<void>;
    logger: Logger;
  },
): Promise<void> {
  const { job, handler, logger } = by;
  const payload = job.payload.safeParse(received.data);
  if (received.name !== job.kind || !payload.success) {
    logger.warn({ queue: job.queue, jobKind: received.name }, 'a job that nobody knows is dropped');
    return;
  }
  try {
    await handler(payload.data);
  } catch (err) {
    logger.error({ err, queue: job.queue, jobKind: job.kind }, 'a job handler failed');
  }
}

/** Closing a connection to a service that is down can wait for ever. */
async function closeQuietly(closing: Promise<void>, logger: Logger): Promise<void> {
  try {
    await withDeadline(closing, closeDeadlineMs);
  } catch (err) {
    logger.debug({ err }, 'a queue connection was left to end by itself');
  }
}

async function withDeadline<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
