import { defineCommand } from '../define-command.js';
import { jobArgument } from './job-argument.js';

export const command = defineCommand({
  name: 'jobs cancel',
  summary: 'Cancel a job that is not done yet',
  description: 'A job that runs is stopped; nothing of it is kept.',
  arguments: [jobArgument],
  examples: [{ command: 'evm jobs cancel 0192aa10-7c1e', note: 'the wrong file was uploaded' }],
  async run(session, input) {
    const { findJob } = await import('../../core/jobs/find-job.js');
    const { cancelJob } = await import('../../core/jobs/override-job.js');
    const context = await session.openContext();
    const { job } = await findJob(context, input.job);
    await session.confirm(`Cancel ${job.kind} of ${job.file ?? job.id} (${job.status})?`);
    return { job: await cancelJob(context, job.id) };
  },
  render: ({ job }, io) => [`${io.good('✓')} ${job.kind} ${job.id} is cancelled`],
});
