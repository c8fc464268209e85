import { defineCommand, flag } from '../define-command.js';
import { renderStatistics } from './render-statistics.js';

const everyMs = 2000;

export const command = defineCommand({
  name: 'stats',
  summary: 'Show how many came, at which gates and when',
  description:
    'Counted by the workers, a moment after the scans. With --watch again at each change, until Ctrl-C; ' +
    'with --json a document each.',
  arguments: [{ name: 'event', description: 'slug, id or a unique beginning' }],
  options: {
    watch: flag('--watch', 'show it again each time it changes'),
  },
  examples: [
    { command: 'evm stats devday', note: 'how it stands' },
    { command: 'evm stats devday --watch', note: 'until Ctrl-C' },
  ],
  async run(session, { event: reference, watch }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { presentForecast } = await import('../../core/attendance/forecast/forecast-document.js');
    const { readForecast } = await import('../../core/attendance/forecast/read-forecast.js');
    const { openStatistics } = await import('../../core/attendance/statistics/open-statistics.js');
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    const desk = await openStatistics(context);
    session.onClose(async () => await desk.close());
    const named = { slug: event.slug, name: event.name, timezone: event.timezone };
    if (!watch) {
      const statistics = await desk.read(event.id);
      const forecast = presentForecast(await readForecast(context, event.id));
      return { event: named, statistics, forecast };
    }
    const { watchStatistics } = await import(
      '../../core/attendance/statistics/watch-statistics.js'
    );
    const { signal } = session;
    for await (const statistics of watchStatistics(desk, { eventId: event.id, signal, everyMs })) {
      const forecast = presentForecast(await readForecast(context, event.id));
      await session.emit({ event: named, statistics, forecast });
    }
    return undefined;
  },
  render: renderStatistics,
});
