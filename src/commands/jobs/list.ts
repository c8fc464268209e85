import { defineCommand } from '../define-command.js';
import { renderCounts, renderJobs } from './render-job.js';

export const command = defineCommand({
  name: 'jobs list',
  summary: 'List the recent jobs and count them by state',
  examples: [{ command: 'evm jobs list', note: 'the 20 most recent' }],
  async run(session) {
    const { listJobs } = await import('../../core/jobs/list-jobs.js');
    return await listJobs(await session.openContext());
  },
  render({ counts, jobs }, io) {
    return [renderCounts(counts), ...(jobs.length > 0 ? ['', ...renderJobs(jobs, io)] : [])];
  },
});
