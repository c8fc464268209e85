import { defineCommand, flag, repeatable, settingOption } from '../define-command.js';
import { renderWork, tellWork } from './tell-work.js';

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
    const counts = await work(context, { only, signal: session.signal, ...tellWork(session) });
    return { worker: counts };
  },
  render: renderWork,
  // Those that stay would only double the workers of `evm up`; it refuses them its database.
  whileUp: ({ once }) => (once ? 'carried' : 'here'),
});
