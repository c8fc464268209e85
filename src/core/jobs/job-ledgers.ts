import { importLedger, runImportJob } from '../imports/jobs.js';
import type { LedgerContract } from '../runtime/ledger/ledger-contract.js';
import type { DoorbellQueue, Listener } from '../runtime/queue/doorbell-queue.js';
import type { JobContract } from '../runtime/queue/job-contract.js';

/** A ledger that people see and workers work on. */
export interface JobLedger<Kind extends string = string> {
  /** What `--only` calls it, and the queue its jobs go through: `imports`. */
  readonly name: string;
  readonly jobKind: string;
  readonly ledger: LedgerContract<Kind>;
  /** The columns of its table that only some pipelines have, as SQL; null where there is none. */
  readonly columns: JobColumns;
  ring(queue: DoorbellQueue, id: string): Promise<boolean>;
  listen(
    queue: DoorbellQueue,
    handler: (id: string) => Promise<void>,
    options: { concurrency: number },
  ): Promise<Listener>;
}

export interface JobColumns {
  eventId: string;
  file: string;
  startedBy: string;
  progress: string;
  startedAt: string;
  finishedAt: string;
}

/** THE table of ledgers. The catalogue of workers has a processor for each, or no worker starts. */
export const jobLedgers = [
  defineJobLedger({
    ledger: importLedger,
    job: runImportJob,
    payloadOf: (importId) => ({ importId }),
    idOf: ({ importId }) => importId,
    columns: {
      eventId: 'event_id',
      file: 'file_name',
      startedBy: 'started_by',
      progress: 'progress',
      startedAt: 'started_at',
      finishedAt: 'finished_at',
    },
  }),
] as const;

/** What the rows of these ledgers are called: `import`. */
export type JobKind = (typeof jobLedgers)[number]['ledger']['kind'];

/** Ties a ledger to the job that rings for it. */
export function defineJobLedger<Payload, Kind extends string>(definition: {
  ledger: LedgerContract<Kind>;
  job: JobContract<Payload>;
  payloadOf: (id: string) => Payload;
  idOf: (payload: Payload) => string;
  columns: JobColumns;
}): JobLedger<Kind> {
  const { ledger, job, payloadOf, idOf, columns } = definition;
  return {
    name: job.queue,
    jobKind: job.kind,
    ledger,
    columns,
    ring: async (queue, id) => await queue.ring(job, payloadOf(id)),
    listen: async (queue, handler, options) =>
      await queue.listen(job, async (payload) => await handler(idOf(payload)), options),
  };
}
