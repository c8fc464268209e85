import { z } from 'zod';
import { defineCommand, option } from '../define-command.js';
import { formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';

const defaultLimit = 20;

export const command = defineCommand({
  name: 'notices list',
  summary: 'List what those who run an event were told, the latest first',
  description:
    'Told by mail to EVM_NOTIFY_EMAIL and to the webhook EVM_WEBHOOK_URL, by a worker. What failed is ' +
    'tried again with: evm jobs retry <notice>',
  options: {
    event: option('--event <event>', 'only of this one: slug, id or a unique beginning'),
    limit: option(
      '--limit <number>',
      `at most so many (${defaultLimit})`,
      z.coerce.number().int().min(1).max(10_000),
    ),
  },
  examples: [{ command: 'evm notices list --event devday', note: 'whether anybody was told' }],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { listNotices } = await import('../../core/notices/list-notices.js');
    const context = await session.openContext();
    const event = input.event === undefined ? undefined : await findEvent(context, input.event);
    const { limit = defaultLimit } = input;
    return { notices: await listNotices(context, { event, limit }) };
  },
  render({ notices }, io) {
    if (notices.length === 0) return ['there are no notices'];
    const time = (at: string) => formatTime(at, { event: io.zone, terminal: io.zone });
    return formatTable({
      columns: [
        { header: 'notice' },
        { header: 'event', shrink: true },
        { header: 'kind' },
        { header: 'channel' },
        { header: 'state' },
        { header: 'created' },
        { header: 'reason', shrink: true },
      ],
      rows: notices.map(({ id, event, kind, channel, state, createdAt, reason }) => [
        ...[id, event, kind, channel],
        ...[state === 'done' ? 'told' : state, time(createdAt), reason],
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
  },
});
