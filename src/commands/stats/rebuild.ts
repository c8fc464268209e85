import { defineCommand } from '../define-command.js';
import { formatCount, formatNumber } from '../output/format.js';

export const command = defineCommand({
  name: 'stats rebuild',
  summary: 'Count the numbers of an event anew from its records',
  description: 'Not needed in normal life: they are counted along. Scans may go on meanwhile.',
  arguments: [{ name: 'event', description: 'slug, id or a unique beginning' }],
  examples: [{ command: 'evm stats rebuild devday', note: 'after a repair of the database' }],
  async run(session, { event: reference }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { rebuildStatistics } = await import(
      '../../core/attendance/statistics/rebuild-statistics.js'
    );
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    return { rebuilt: { event: event.slug, ...(await rebuildStatistics(context, event)) } };
  },
  render: ({ rebuilt: { event, records, attended, inside } }, io) => [
    `${io.good('✓')} ${event}: ${formatCount(records, 'record')} of ${formatCount(attended, 'participant')}, ${formatNumber(inside)} inside`,
  ],
});
