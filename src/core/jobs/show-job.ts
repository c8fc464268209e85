import { importLedger } from '../imports/jobs.js';
import type { ImportDocument } from '../imports/schema.js';
import { showImport } from '../imports/show-import.js';
import type { Context } from '../runtime/context.js';
import { findJob } from './find-job.js';
import { type ShownLedger, shownLedgers } from './job-ledgers.js';
import type { Job } from './schema.js';

/** A job, and the document of what it works on where its kind has one. */
export interface JobDetails {
  job: Job;
  import?: ImportDocument;
}

/** Errors: JOB_NOT_FOUND, JOB_AMBIGUOUS. */
export async function showJob(
  context: Context,
  name: string,
  ledgers: readonly ShownLedger[] = shownLedgers,
): Promise<JobDetails> {
  const { job } = await findJob(context, name, ledgers);
  if (job.kind !== importLedger.kind) return { job };
  return { job, import: await showImport(context, job.id) };
}
