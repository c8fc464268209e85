import type { Context } from '../runtime/context.js';
import { jobErrors } from './errors.js';
import { type ShownLedger, shownLedgers } from './job-ledgers.js';
import { readJobsById } from './job-repository.js';
import type { Job } from './schema.js';

/** A job and the ledger that it is in. */
export interface FoundJob {
  job: Job;
  source: ShownLedger;
}

/**
 * The job that a person means: by its id, a unique beginning, or the short form of lists
 * (`0192…7c1e`). Errors: JOB_NOT_FOUND, JOB_AMBIGUOUS.
 */
export async function findJob(
  { database }: Pick<Context, 'database'>,
  name: string,
  ledgers: readonly ShownLedger[] = shownLedgers,
): Promise<FoundJob> {
  const parts = /^([0-9a-f-]{4,36})(?:(?:…|\.\.\.)([0-9a-f-]{1,36}))?$/i.exec(name.trim());
  if (!parts) throw jobErrors.notFound({ job: name });
  const [start, end] = [(parts[1] as string).toLowerCase(), (parts[2] ?? '').toLowerCase()];
  const found = await readJobsById(database.knex, ledgers, { start, end, limit: 6 });
  const [job, ...others] = found;
  if (!job) throw jobErrors.notFound({ job: name });
  if (others.length > 0) {
    throw jobErrors.ambiguous({ job: name, candidates: found.map(({ id }) => id) });
  }
  return { job, source: ledgers.find(({ ledger }) => ledger.kind === job.kind) as ShownLedger };
}
