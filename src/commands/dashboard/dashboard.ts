import type { EventView } from '../../core/attendance/watch-event.js';
import { defineCommand, flag } from '../define-command.js';
import { showsLiveView } from '../output/choose-progress.js';
import { describeView } from './describe-view.js';

const everyMs = 1000;

export const command = defineCommand({
  name: 'dashboard',
  summary: 'Follow an event live: totals, gates, arrivals, alerts, last scans',
  description:
    'Ends with Ctrl-C. In a pipe, or with --follow: one line for each change, with --json a document each.',
  arguments: [{ name: 'event', description: 'event: slug, id or a unique beginning' }],
  options: {
    follow: flag('--follow', 'lines instead of a view that fills the screen'),
    once: flag('--once', 'the numbers of now, and no more'),
  },
  examples: [
    { command: 'evm dashboard devday', note: 'until Ctrl-C' },
    { command: 'evm dashboard devday --json --once', note: 'the numbers of now, for a script' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { openStatistics } = await import('../../core/attendance/statistics/open-statistics.js');
    const { viewEvent, watchEvent } = await import('../../core/attendance/watch-event.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const desk = await openStatistics(context);
    session.onClose(async () => await desk.close());
    if (input.once) return { view: await viewEvent(context, desk, event) };
    const views = watchEvent(context, desk, { event, signal: session.signal, everyMs });
    const isLive = showsLiveView(session) && !session.globals.json && !session.globals.quiet;
    if (isLive && !input.follow) {
      process.env.NODE_ENV ??= 'production';
      const { showLiveDashboard } = await import('./live-dashboard.js');
      await showLiveDashboard(session, views);
      return undefined;
    }
    for await (const view of views) await session.emit({ view });
    return undefined;
  },
  whileUp: ({ once }) => (once ? 'carried' : 'follows'),
  render: (data: { view: EventView }) => [describeView(data.view)],
});
