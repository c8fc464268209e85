import type { Job } from '../../core/jobs/schema.js';
import { defineCommand, flag } from '../define-command.js';
import { showsLiveView } from '../output/choose-progress.js';

const everyMs = 1000;

export const command = defineCommand({
  name: 'jobs watch',
  summary: 'Follow the jobs as they run',
  description:
    'Ends with Ctrl-C. In a pipe: one line for each change, with --json a document each.',
  options: {
    untilIdle: flag('--until-idle', 'end when no job waits or runs'),
  },
  examples: [
    { command: 'evm jobs watch', note: 'until Ctrl-C' },
    { command: 'evm jobs watch --until-idle --json', note: 'for a script that waits' },
  ],
  async run(session, { untilIdle }) {
    const { watchJobs, changedJobs } = await import('../../core/jobs/watch-jobs.js');
    const context = await session.openContext();
    const lists = watchJobs(context, { signal: session.signal, everyMs, untilIdle });
    if (showsLiveView(session) && !session.globals.json && !session.globals.quiet) {
      process.env.NODE_ENV ??= 'production';
      const { showLiveJobs } = await import('./live-jobs.js');
      await showLiveJobs(session, lists);
      return undefined;
    }
    let shown: readonly Job[] = [];
    for await (const { jobs } of lists) {
      for (const job of changedJobs(shown, jobs)) await session.emit({ job });
      shown = jobs;
    }
    return undefined;
  },
  whileUp: () => 'follows',
  render(data: { job: Job }) {
    const { id, kind, status, progress, file, error } = data.job;
    const parts = [id, kind, status, `${progress ?? 0} %`, file, error];
    return [parts.filter((part) => part !== null).join('  ')];
  },
});
