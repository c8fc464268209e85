import { defineCommand, requiredOption } from '../define-command.js';

export const command = defineCommand({
  name: 'alert ack',
  summary: 'Say that you have seen an alert and look after it',
  description: 'Everybody sees who did. The alert stands until its reason is gone.',
  arguments: [{ name: 'alert', description: 'id of the alert, or its beginning' }],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [{ command: 'evm alert ack 0192aa10 --event devday', note: 'you are on it' }],
  async run(session, { alert: reference, event: eventReference }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { acknowledgeAlert } = await import('../../core/attendance/alerts/acknowledge-alert.js');
    const context = await session.openContext();
    const event = await findEvent(context, eventReference);
    return await acknowledgeAlert(context, event, reference);
  },
  render: ({ alert, isRepeated }, io) => [
    isRepeated
      ? `${io.good('✓')} ${alert.type} was acknowledged by ${alert.acknowledgedBy ?? 'somebody'}`
      : `${io.good('✓')} ${alert.type} acknowledged`,
  ],
});
