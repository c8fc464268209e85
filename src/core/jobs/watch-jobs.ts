import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../runtime/context.js';
import { listJobs } from './list-jobs.js';
import type { Job, JobList } from './schema.js';

/**
 * The list of jobs, again each time something in it has changed; ends when nothing waits or runs
 * (`untilIdle`), else with the error of `signal` when that is aborted.
 */
export async function* watchJobs(
  context: Pick<Context, 'database'>,
  options: { signal: AbortSignal; everyMs: number; untilIdle: boolean },
): AsyncGenerator<JobList> {
  const { signal, everyMs, untilIdle } = options;
  let shown = '';
  for (;;) {
    signal.throwIfAborted();
    const list = await listJobs(context);
    const text = JSON.stringify(list);
    if (text !== shown) yield list;
    shown = text;
    if (untilIdle && list.counts.waiting + list.counts.active === 0) return;
    await pause(everyMs, undefined, { signal });
  }
}

/** The jobs of `next` that `previous` does not show in the same way, oldest first. */
export function changedJobs(previous: readonly Job[], next: readonly Job[]): Job[] {
  const before = new Map(previous.map((job) => [job.id, JSON.stringify(job)]));
  return next.filter((job) => before.get(job.id) !== JSON.stringify(job)).reverse();
}
