import { z } from 'zod';
import { defineCommand, flag, option, requiredOption } from '../define-command.js';
import { formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';

const defaultLimit = 20;

export const command = defineCommand({
  name: 'alert list',
  summary: 'List what needs a hand at the doors, the latest first',
  description:
    'Raised once, and over when the number is well back on the right side. Those who run the event are ' +
    'told by mail and webhook; see evm notices list.',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    all: flag('--all', 'also those that are over'),
    limit: option(
      '--limit <number>',
      `at most so many (${defaultLimit})`,
      z.coerce.number().int().min(1).max(10_000),
    ),
  },
  examples: [{ command: 'evm alert list --event devday', note: 'what stands now' }],
  async run(session, { event: reference, all, limit = defaultLimit }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { describeAlert } = await import('../../core/attendance/alerts/describe-alert.js');
    const { listAlerts } = await import('../../core/attendance/alerts/list-alerts.js');
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    const alerts = await listAlerts(context, event, { onlyStanding: !all, limit });
    return { alerts: alerts.map((alert) => ({ ...alert, ...describeAlert(alert) })) };
  },
  render({ alerts }, io) {
    if (alerts.length === 0) return ['there are no alerts'];
    const time = (at: string | null) =>
      at === null ? '' : formatTime(at, { event: io.zone, terminal: io.zone });
    return formatTable({
      columns: [
        { header: 'id' },
        { header: 'alert' },
        { header: 'gate' },
        { header: 'value', align: 'right' },
        { header: 'limit', align: 'right' },
        { header: 'state' },
        { header: 'raised' },
        { header: 'by', shrink: true },
      ],
      rows: alerts.map(({ id, type, gate, value, limit, unit, state, ...alert }) => [
        ...[id, type, gate ?? '', `${value} ${unit}`.trim(), `${limit} ${unit}`.trim(), state],
        ...[time(alert.raisedAt), alert.acknowledgedBy ?? ''],
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
  },
});
