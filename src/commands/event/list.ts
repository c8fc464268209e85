import { EventStatus } from '../../core/events/schema.js';
import { defineCommand, option } from '../define-command.js';
import { formatNumber, formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';
import { renderNext } from './render-event.js';

export const command = defineCommand({
  name: 'event list',
  summary: 'List the events',
  options: {
    status: option('--status <status>', 'only the events of this status', EventStatus),
  },
  examples: [
    { command: 'evm event list', note: 'all events, in the order in which they start' },
    { command: 'evm event list --status published', note: 'those that people can register for' },
  ],
  async run(session, input) {
    const { listEvents } = await import('../../core/events/list-events.js');
    const { presentEvent } = await import('../../core/events/event-document.js');
    const context = await session.openContext();
    const found = await listEvents(context, { status: input.status });
    return { events: found.map(({ event, counts }) => ({ ...presentEvent(event), counts })) };
  },
  render({ events }, io) {
    if (events.length === 0) {
      const example = 'evm event create --slug devday --name DevDay --starts "2026-12-01 09:00"';
      return ['no events', ...renderNext(example, io)];
    }
    return formatTable({
      columns: [
        { header: 'slug' },
        { header: 'name', shrink: true },
        { header: 'starts' },
        { header: 'status' },
        { header: 'participants', align: 'right' },
        { header: 'places', align: 'right' },
      ],
      rows: events.map((event) => [
        event.slug,
        event.name,
        formatTime(event.startsAt, { event: event.timezone, terminal: io.zone }),
        event.status,
        formatNumber(event.counts.participants.total),
        event.capacity === null ? '' : formatNumber(event.capacity),
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
  },
});
