import { z } from 'zod';
import type { RemoteService } from '../../core/attendance/follow-service.js';
import type { EventView } from '../../core/attendance/watch-event.js';
import { apiKeyVariable } from '../../core/runtime/config/setting-names.js';
import { type CommandSession, defineCommand, flag, option } from '../define-command.js';
import { commandErrors } from '../errors.js';
import { showsLiveView } from '../output/choose-progress.js';
import { sanitizeData } from '../output/sanitize.js';
import { describeView } from './describe-view.js';

const everyMs = 1000;

export const command = defineCommand({
  name: 'dashboard',
  summary: 'Follow an event live: totals, gates, arrivals, alerts, last scans',
  description: [
    'Ends with Ctrl-C. In a pipe, or with --follow: one line for each change, with --json a document each.',
    'With --url it follows a running service over its live channel, from a machine without the database; the key',
    'is in EVM_API_KEY or a file: evm apikey create --event <event> --scope attendance:read.',
  ].join('\n'),
  arguments: [
    {
      name: 'event',
      description: 'event: slug, id or a unique beginning; with --url the whole of it',
    },
  ],
  options: {
    url: option(
      '--url <url>',
      'address of a running service, as http://10.0.0.5:8080',
      serviceUrl(),
    ),
    keyFile: option('--key-file <file>', 'file with the key for --url, instead of EVM_API_KEY'),
    follow: flag('--follow', 'lines instead of a view that fills the screen'),
    once: flag('--once', 'the numbers of now, and no more'),
  },
  examples: [
    { command: 'evm dashboard devday', note: 'until Ctrl-C' },
    { command: 'evm dashboard devday --json --once', note: 'the numbers of now, for a script' },
    {
      command: 'evm dashboard devday --url https://gate.example.com --key-file desk.key',
      note: 'from another machine',
    },
  ],
  async run(session, { event, url, keyFile, once, follow }) {
    const { signal } = session;
    if (url !== undefined) {
      const { followService, readRemoteView } = await import(
        '../../core/attendance/follow-service.js'
      );
      const service = { url, key: await readKey(session, keyFile) };
      if (once) return { view: clean(await readRemoteView(service, event, signal)) };
      const views = followService(service, { event, signal, everyMs });
      return await show(session, cleaned(views), follow);
    }
    const { findEvent } = await import('../../core/events/find-event.js');
    const { openStatistics } = await import('../../core/attendance/statistics/open-statistics.js');
    const { createEventViewer, watchEvent } = await import('../../core/attendance/watch-event.js');
    const context = await session.openContext();
    const found = await findEvent(context, event);
    const desk = await openStatistics(context);
    session.onClose(async () => await desk.close());
    if (once) return { view: await createEventViewer(context, desk)(found) };
    return await show(
      session,
      watchEvent(context, desk, { event: found, signal, everyMs }),
      follow,
    );
  },
  whileUp: ({ once, url }) => {
    if (url !== undefined) return 'here';
    return once ? 'carried' : 'follows';
  },
  render: (data: { view: EventView }) => [describeView(data.view)],
});

/** What another machine says is not to act on this terminal. */
function clean(view: EventView): EventView {
  return sanitizeData(view) as EventView;
}

async function* cleaned(views: AsyncIterable<EventView>): AsyncGenerator<EventView> {
  for await (const view of views) yield clean(view);
}

async function show(
  session: CommandSession,
  views: AsyncIterable<EventView>,
  follow: boolean,
): Promise<undefined> {
  const isLive = showsLiveView(session) && !session.globals.json && !session.globals.quiet;
  if (isLive && !follow) {
    process.env.NODE_ENV ??= 'production';
    const { showLiveDashboard } = await import('./live-dashboard.js');
    await showLiveDashboard(session, views);
    return undefined;
  }
  for await (const view of views) await session.emit({ view });
  return undefined;
}

/** A key on the command line would be in the list of processes. */
async function readKey(
  { env, cwd }: Pick<CommandSession, 'env' | 'cwd'>,
  file: string | undefined,
): Promise<RemoteService['key']> {
  const text = file === undefined ? env[apiKeyVariable] : await readKeyFile(file, cwd);
  if (!text?.trim()) throw usage(`--url needs a key, in ${apiKeyVariable} or by --key-file`);
  // Whatever else it is must not be quoted by whoever cannot send it.
  if (!/^[\w.~+/=-]+$/.test(text.trim())) throw usage('what was given as a key is none');
  return text.trim();
}

async function readKeyFile(file: string, cwd: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const { resolve } = await import('node:path');
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw usage(`${file} cannot be read: ${reason}`, error);
  }
}

function usage(problem: string, cause?: unknown) {
  return commandErrors.usage({ problem, help: 'evm dashboard --help' }, cause);
}

/** Without a name and password: addresses are shown. */
function serviceUrl() {
  return z
    .url({
      protocol: /^https?$/,
      error: 'an address like http://10.0.0.5:8080 is needed',
      abort: true,
    })
    .refine((text) => {
      const { username, password, search, hash } = new URL(text);
      return [username, password, search, hash].every((part) => part === '');
    }, 'an address like http://10.0.0.5:8080 is needed, and no more')
    .transform((url) => url.replace(/\/+$/, ''));
}
