import type { Context } from '../runtime/context.js';
import { cancelRow, retryRow } from '../runtime/ledger/override-row.js';
import type { DoorbellQueue } from '../runtime/queue/doorbell-queue.js';
import { findJob } from './find-job.js';
import type { Job } from './schema.js';

/**
 * Cancels a job that has not ended; one that runs stops within a third of its lease and leaves
 * nothing behind. Errors: JOB_NOT_FOUND, JOB_AMBIGUOUS, JOB_FINISHED.
 */
export async function cancelJob(context: Context, name: string): Promise<Job> {
  const { job, source } = await findJob(context, name);
  await cancelRow(context.database, source.ledger, job.id);
  return (await findJob(context, job.id)).job;
}

/**
 * Tries a failed, held, cancelled or unknown job again with all its attempts, and rings for it.
 * Errors: JOB_NOT_FOUND, JOB_AMBIGUOUS, JOB_NOT_RETRYABLE.
 */
export async function retryJob(context: Context, queue: DoorbellQueue, name: string): Promise<Job> {
  const { job, source } = await findJob(context, name);
  await retryRow(context.database, source.ledger, job.id);
  await source.ring(queue, job.id);
  return (await findJob(context, job.id)).job;
}
