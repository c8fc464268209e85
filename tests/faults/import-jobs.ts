import { onTestFinished } from 'vitest';
import { listJobs } from '../../src/core/jobs/list-jobs.js';
import type { Job } from '../../src/core/jobs/schema.js';
import { openTestContext, type TestPlace } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { type EvmOptions, type RunningEvm, runEvm, startEvm } from '../support/run-evm.js';

/** The only import of a place as a job, read past the command line. */
export async function readJob(place: TestPlace): Promise<Job> {
  const context = await openTestContext(place);
  try {
    const jobs = (await listJobs(context)).jobs.filter(({ kind }) => kind === 'import');
    if (jobs.length !== 1) throw new Error(`there are ${jobs.length} jobs`);
    return jobs[0] as Job;
  } finally {
    await context.close();
  }
}

/** Lets the time pass after which a dead worker's row is taken over. */
export async function expireLeases(place: TestPlace): Promise<void> {
  const context = await openTestContext(place);
  try {
    await context.database
      .knex('imports')
      .where({ state: 'claimed' })
      .update({ lease_until: context.database.knex.raw("now() - interval '1 second'") });
  } finally {
    await context.close();
  }
}

/** Waits until the only job of a place is as wanted. */
export async function jobWith(
  place: TestPlace,
  isWanted: (job: Job) => boolean,
  seconds = 180,
): Promise<Job> {
  const context = await openTestContext(place);
  try {
    return await eventually(
      'the job is as wanted',
      async () => {
        const { jobs } = await listJobs(context);
        return jobs.find(isWanted);
      },
      seconds,
    );
  } finally {
    await context.close();
  }
}

/** An event to import into, made by the command line. */
export async function createEvent(place: TestPlace, slug: string): Promise<void> {
  const args = ['event', 'create', '--slug', slug, '--name', slug, '--starts', '2031-05-01 09:00'];
  const { exitCode, stderr } = await runEvm(args, { place });
  if (exitCode !== 0) throw new Error(`the event could not be created: ${stderr}`);
}

/** Starts `evm` for the running test; whatever becomes of that, the process does not outlive it. */
export function startForTest(args: readonly string[], options: EvmOptions): RunningEvm {
  const running = startEvm(args, options);
  onTestFinished(() => running.kill('SIGKILL'));
  return running;
}
