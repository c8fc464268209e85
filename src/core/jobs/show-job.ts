import type { ImportDocument } from '../imports/schema.js';
import { showImport } from '../imports/show-import.js';
import type { Context } from '../runtime/context.js';
import { findJob } from './find-job.js';
import type { Job } from './schema.js';

/** A job and the document of what it works on. Errors: JOB_NOT_FOUND, JOB_AMBIGUOUS. */
export async function showJob(
  context: Context,
  name: string,
): Promise<{ job: Job; import: ImportDocument }> {
  const { job } = await findJob(context, name);
  return { job, import: await showImport(context, job.id) };
}
