import { defineCommand } from '../define-command.js';
import { renderImport } from '../import/render-import.js';
import { jobArgument } from './job-argument.js';
import { renderJob } from './render-job.js';

export const command = defineCommand({
  name: 'jobs show',
  summary: 'Show one job: progress, attempts, error',
  arguments: [jobArgument],
  examples: [
    { command: 'evm jobs show 0192aa10-7c1e', note: 'a beginning of the id is enough' },
    { command: 'evm jobs show 0192aa10-7c1e --json', note: 'with all issues of the import' },
  ],
  async run(session, input) {
    const { showJob } = await import('../../core/jobs/show-job.js');
    return await showJob(await session.openContext(), input.job);
  },
  render({ job, import: document }, io) {
    const isReported = document !== undefined && job.status === 'completed';
    const report = isReported ? ['', ...renderImport(document, io)] : [];
    return [...renderJob(job, io), ...report];
  },
});
