import type { Logger } from '../logger.js';
import type { DoorbellQueue, Listener } from './doorbell-queue.js';
import type { JobContract } from './job-contract.js';

interface Bell {
  waiting: unknown[];
  running: Set<Promise<void>>;
  answer: { handler: (payload: unknown) => Promise<void>; concurrency: number } | undefined;
}

/** A queue inside the process, for tests: rings are kept until somebody listens, and end with it. */
export function createMemoryQueue(logger: Logger): DoorbellQueue {
  const bells = new Map<string, Bell>();

  function bellOf(kind: string): Bell {
    const bell = bells.get(kind) ?? { waiting: [], running: new Set(), answer: undefined };
    bells.set(kind, bell);
    return bell;
  }

  function pump(kind: string): void {
    const { waiting, running, answer } = bellOf(kind);
    while (answer && waiting.length > 0 && running.size < answer.concurrency) {
      const payload = waiting.shift();
      const run = answer
        .handler(payload)
        .catch((err) => logger.error({ err, jobKind: kind }, 'a job handler failed'))
        .then(() => {
          running.delete(run);
          pump(kind);
        });
      running.add(run);
    }
  }

  return {
    async ring<Payload>(job: JobContract<Payload>, payload: Payload) {
      bellOf(job.kind).waiting.push(job.payload.parse(payload));
      pump(job.kind);
      return true;
    },
    async listen(job, handler, { concurrency }): Promise<Listener> {
      const bell = bellOf(job.kind);
      bell.answer = { handler: handler as (payload: unknown) => Promise<void>, concurrency };
      pump(job.kind);
      const stop = () => {
        bell.answer = undefined;
      };
      return {
        async drain() {
          stop();
          await Promise.all(bell.running);
        },
        close: async () => stop(),
      };
    },
    async close() {
      for (const bell of bells.values()) bell.answer = undefined;
    },
  };
}
