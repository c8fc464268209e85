import type { Context } from '../runtime/context.js';
import { shownLedgers } from './job-ledgers.js';
import { countJobs, readRecentJobs } from './job-repository.js';
import type { JobList } from './schema.js';

const recentJobs = 20;

/** The counts of all jobs and the 20 most recent ones. */
export async function listJobs({ database }: Pick<Context, 'database'>): Promise<JobList> {
  return {
    counts: await countJobs(database.knex, shownLedgers),
    jobs: await readRecentJobs(database.knex, shownLedgers, recentJobs),
  };
}
