import { attendanceLedger, followUpJob } from '../attendance/jobs.js';
import { importLedger, runImportJob } from '../imports/jobs.js';
import { messageLedger, sendMessageJob } from '../mailing/jobs.js';
import { noticeLedger, tellNoticeJob } from '../notices/jobs.js';
import { feedPrinterJob, printerLedger } from '../printing/jobs.js';
import type { LedgerContract } from '../runtime/ledger/ledger-contract.js';
import type { DoorbellQueue, Listener } from '../runtime/queue/doorbell-queue.js';
import type { JobContract } from '../runtime/queue/job-contract.js';

/** A ledger that workers work on. */
export interface JobLedger<Kind extends string = string> {
  /** What `--only` calls it, and the queue its jobs go through: `imports`. */
  readonly name: string;
  readonly jobKind: string;
  readonly ledger: LedgerContract<Kind>;
  /** For ledgers of which `evm jobs` shows every row; the others have commands of their own. */
  readonly columns?: JobColumns;
  ring(queue: DoorbellQueue, id: string): Promise<boolean>;
  listen(
    queue: DoorbellQueue,
    handler: (id: string) => Promise<void>,
    options: { concurrency: number },
  ): Promise<Listener>;
}

/** A ledger that `evm jobs` shows. */
export type ShownLedger<Kind extends string = string> = JobLedger<Kind> & { columns: JobColumns };

/** The columns of a ledger's table that not all ledgers have; null where this one has none. */
export interface JobColumns {
  eventId: string;
  file: string | null;
  startedBy: string | null;
  progress: string | null;
  startedAt: string | null;
  finishedAt: string | null;
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
  // 100,000 messages are no list that anybody reads: `evm email` counts and searches them.
  defineJobLedger({
    ledger: messageLedger,
    job: sendMessageJob,
    payloadOf: (messageId) => ({ messageId }),
    idOf: ({ messageId }) => messageId,
  }),
  defineJobLedger({
    ledger: noticeLedger,
    job: tellNoticeJob,
    payloadOf: (noticeId) => ({ noticeId }),
    idOf: ({ noticeId }) => noticeId,
    columns: {
      eventId: 'event_id',
      file: null,
      startedBy: null,
      progress: null,
      startedAt: null,
      finishedAt: 'told_at',
    },
  }),
  // Three rows for each group of scans are no list either: what waits is in the alert `sync_queue`.
  defineJobLedger({
    ledger: attendanceLedger,
    job: followUpJob,
    payloadOf: (workId) => ({ workId }),
    idOf: ({ workId }) => workId,
  }),
  // A row is a printer; its badges are in `evm badge jobs`.
  defineJobLedger({
    ledger: printerLedger,
    job: feedPrinterJob,
    payloadOf: (printerId) => ({ printerId }),
    idOf: ({ printerId }) => printerId,
  }),
] as const;

/** The ledgers that `evm jobs` shows. */
export const shownLedgers: readonly ShownLedger[] = (jobLedgers as readonly JobLedger[]).filter(
  (ledger): ledger is ShownLedger => ledger.columns !== undefined,
);

/** What the rows of these ledgers are called: `import`. */
export type JobKind = (typeof jobLedgers)[number]['ledger']['kind'];

/** Ties a ledger to the job that rings for it. */
export function defineJobLedger<Payload, Kind extends string>(definition: {
  ledger: LedgerContract<Kind>;
  job: JobContract<Payload>;
  payloadOf: (id: string) => Payload;
  idOf: (payload: Payload) => string;
  columns?: JobColumns;
}): JobLedger<Kind> {
  const { ledger, job, payloadOf, idOf, columns } = definition;
  return {
    name: job.queue,
    jobKind: job.kind,
    ledger,
    ...(columns ? { columns } : {}),
    ring: async (queue, id) => await queue.ring(job, payloadOf(id)),
    listen: async (queue, handler, options) =>
      await queue.listen(job, async (payload) => await handler(idOf(payload)), options),
  };
}
