import { defineCommand } from '../define-command.js';
import { jobArgument } from './job-argument.js';
import { shortId } from './render-job.js';

export const command = defineCommand({
  name: 'jobs retry',
  summary: 'Try a failed or held job again',
  description: 'The job gets all its attempts again and is due at once.',
  arguments: [jobArgument],
  examples: [{ command: 'evm jobs retry 0192aa10-7c1e', note: 'once the cause is mended' }],
  async run(session, input) {
    const { retryJob } = await import('../../core/jobs/override-job.js');
    const { openQueue } = await import('../../core/runtime/queue/open-queue.js');
    const context = await session.openContext();
    const queue = await openQueue(context);
    session.onClose(async () => await queue.close());
    return { job: await retryJob(context, queue, input.job) };
  },
  render: ({ job }, io) => [
    `${io.good('✓')} ${job.kind} ${job.id} waits to be done again`,
    io.faint(`  a worker does it: evm worker --once · evm jobs show ${shortId(job.id)}`),
  ],
});
