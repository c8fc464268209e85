import { defineCommand } from '../define-command.js';
import { formatCount } from '../output/format.js';

export const command = defineCommand({
  name: 'reminders run',
  summary: 'Queue the reminders that are due, of all events',
  description:
    'For cron, every few minutes; a worker does the same. Nobody gets a reminder twice, however often ' +
    'and wherever this runs. In a pipe, as from cron, it prints nothing when there is nothing to do.',
  examples: [{ command: 'evm reminders run', note: 'the day before, 3 hours before, and after' }],
  async run(session) {
    const { runReminders } = await import('../../core/mailing/run-reminders.js');
    const { planSummaries } = await import('../../core/notices/plan-summaries.js');
    const context = await session.openContext();
    const run = await runReminders(context);
    return { ...run, summaries: await planSummaries(context) };
  },
  render({ reminders, missed, cancelled, summaries }, io) {
    const lines = [
      ...reminders.map(
        ({ event, template, messages }) =>
          `${io.good('✓')} ${event}: ${template} to ${formatCount(messages, 'person', 'people')}`,
      ),
      ...cancelled.map(
        ({ event, template, messages, reason }) =>
          `${io.warning('!')} ${event}: ${formatCount(messages, `${template} message`)} cancelled: ${reason}`,
      ),
      ...missed.map(
        ({ event, template, reason }) =>
          `${io.warning('!')} ${event}: ${template} was not sent in time: ${reason}`,
      ),
      ...summaries.map(({ event }) => `${io.good('✓')} ${event}: summary to the organizers`),
    ];
    return lines.length === 0 && io.isTerminal ? ['nothing is due'] : lines;
  },
});
