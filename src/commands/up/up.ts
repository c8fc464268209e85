import { once } from 'node:events';
import type { Context } from '../../core/runtime/context.js';
import {
  type CommandSession,
  defineCommand,
  repeatable,
  settingOption,
} from '../define-command.js';
import { renderWork, tellWork } from '../worker/tell-work.js';
import type { Part } from './run-together.js';

export const command = defineCommand({
  name: 'up',
  summary: 'Run everything in one process, until it is told to stop',
  description:
    'The attendance service, the workers, and what they do now and then. On the embedded database other evm commands of the\nsame EVM_HOME work meanwhile: this process carries them out, with its own rights and from their\nfolders. Ctrl-C or SIGTERM: takes no more, finishes what it can within the grace time\n(worker.graceSeconds); once more: stops at once.',
  options: {
    host: settingOption('http.host', '--host <host>', 'address to listen on'),
    port: settingOption('http.port', '--port <port>', 'port to listen on; 0 takes a free one'),
    only: repeatable('--only <name>', 'only workers of this kind, such as imports'),
    concurrency: settingOption('worker.concurrency', '--concurrency <n>', 'jobs of a kind at once'),
  },
  examples: [
    { command: 'evm up', note: 'at an event, on one machine' },
    { command: 'evm up --host 0.0.0.0 --port 8080', note: 'for the scanners of the hall' },
  ],
  async run(session, { only }) {
    const { runWorkers, serveAttendance } = await import('../../workers/main.js');
    const { runTogether } = await import('./run-together.js');
    const context = await session.openContext();
    const worker = { done: 0, retry: 0, failed: 0, released: 0, lost: 0 };
    await runTogether(session.signal, [
      async (signal) => {
        const counts = await runWorkers(context, { only, signal, ...tellWork(session) });
        Object.assign(worker, counts);
      },
      async (signal) =>
        await serveAttendance(context, {
          signal,
          onListening: ({ url }) => session.note(`the attendance service listens at ${url}`),
        }),
      ...(context.database.engine === 'embedded' ? [carrying(session, context)] : []),
    ]);
    return { worker };
  },
  render: renderWork,
  whileUp: () => 'here',
});

/** Carries out other commands, which could not open the embedded database beside this process. */
function carrying(session: CommandSession, context: Context): Part {
  return async (signal) => {
    const { startCarrier } = await import('../carry/start-carrier.js');
    const { readVersion } = await import('../main.js');
    const carrier = await startCarrier(context, readVersion());
    if (!carrier) {
      session.warn(
        'other evm commands have to wait until this one ends: no socket can be made here',
      );
      return;
    }
    session.note(`other evm commands are carried out through ${carrier.path}`);
    if (!signal.aborted) await once(signal, 'abort');
    await carrier.drain(context.config.worker.graceSeconds * 1000);
  };
}
