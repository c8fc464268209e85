import { defineCommand } from '../define-command.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'db maintain',
  summary: 'Make partitions ahead of time and refresh the views',
  description: 'Workers do this by themselves, every few minutes.',
  examples: [{ command: 'evm db maintain', note: 'where no worker runs all the time' }],
  async run(session) {
    const { maintainAttendance } = await import('../../core/attendance/maintain-attendance.js');
    const context = await session.openContext();
    return { maintenance: await maintainAttendance(context) };
  },
  render({ maintenance }, io) {
    const { partitions, postponed, movedRecords, rebuilt, removedWork } = maintenance;
    return [
      `${io.good('✓')} current_stats refreshed · ${formatCount(removedWork, 'done row')} of work removed`,
      ...partitions.map((name) => `    ${name} made`),
      ...(movedRecords > 0 ? [`    ${formatCount(movedRecords, 'record')} moved into them`] : []),
      ...rebuilt.map((id) => `    the numbers of event ${id} were counted anew`),
      ...postponed.map((name) => `${io.warning('!')} ${name} has to wait: the table is busy`),
    ];
  },
});
