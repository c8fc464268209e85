import { defineCommand, requiredOption } from '../define-command.js';
import { formatNumber, formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';

export const command = defineCommand({
  name: 'reminders list',
  summary: 'Show what is sent around an event, and when',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [{ command: 'evm reminders list --event devday', note: "in the event's time" }],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { listReminders } = await import('../../core/mailing/list-reminders.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const { slug, timezone, status } = event;
    const reminders = await listReminders(context, event);
    return { event: slug, timezone, status, reminders };
  },
  render({ event, timezone, status, reminders }, io) {
    if (reminders.length === 0) return [`${event} is ${status}: nothing is sent around it`];
    const zones = { event: timezone, terminal: io.zone };
    return [
      ...formatTable({
        columns: [
          { header: 'mail' },
          { header: 'status' },
          { header: 'when' },
          { header: 'messages', align: 'right' },
          { header: 'reason', shrink: true },
        ],
        rows: reminders.map(({ template, status: stage, at, messages, reason }) => [
          template,
          stage,
          formatTime(at, zones),
          formatNumber(messages),
          reason,
        ]),
        ...(io.isTerminal ? { width: io.width } : {}),
        paintHeader: io.faint,
      }),
      ...(status === 'draft'
        ? [`${event} is a draft: nothing is sent before it is published`]
        : []),
    ];
  },
});
