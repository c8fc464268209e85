import { defineCommand, flag, repeatable, settingOption } from '../define-command.js';
import { shortId } from '../jobs/render-job.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'worker',
  summary: 'Run the workers that do the jobs',
  description:
    'Runs until Ctrl-C or SIGTERM; then it takes no more, finishes what it can within the grace\ntime (worker.graceSeconds) and gives the rest back.',
  options: {
    once: flag('--once', 'work off what is due and end (for cron)'),
    only: repeatable('--only <name>', 'only this kind of work, such as imports'),
    concurrency: settingOption('worker.concurrency', '--concurrency <n>', 'jobs of a kind at once'),
  },
  examples: [
    { command: 'evm worker', note: 'under systemd or in a container' },
    { command: 'evm worker --once', note: 'from cron' },
    { command: 'evm worker --only imports --concurrency 2', note: 'a small machine' },
  ],
  async run(session, { once, only }) {
    const { runWorkers, workOff } = await import('../../workers/main.js');
    const context = await session.openContext();
    const work = once ? workOff : runWorkers;
    const counts = await work(context, {
      only,
      signal: session.signal,
      onStarted: (names) => session.note(`the workers listen: ${names.join(', ')}`),
      onFinished({ kind, id, outcome }) {
        // Of thousands of messages only those that need a look are named; `evm email status` counts.
        if (kind === 'message' && outcome === 'done') return;
        session.note(`${kind} ${shortId(id)}: ${outcome}`);
      },
    });
    return { worker: counts };
  },
  render({ worker }, io) {
    const { done, failed, retry, released, lost } = worker;
    const others = Object.entries({ failed, 'to be retried': retry, 'given back': released, lost })
      .filter(([, count]) => count > 0)
      .map(([name, count]) => ` · ${name} ${count}`);
    return [`${io.good('✓')} ${formatCount(done, 'job')} done${others.join('')}`];
  },
});
