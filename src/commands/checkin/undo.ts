import { defineCommand, requiredOption } from '../define-command.js';

export const command = defineCommand({
  name: 'checkin undo',
  summary: "Take back a participant's last check-in",
  description: 'The record stays as annulled, and the history tells of it.',
  arguments: [
    {
      name: 'participant',
      description: 'registration number (#042), e-mail, ticket code, id or a name',
    },
  ],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [{ command: "evm checkin undo '#042' --event devday", note: 'it was somebody else' }],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { undoCheckIn } = await import('../../core/attendance/check-in.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const { id, name, number } = await findParticipant(context, event, input.participant);
    const { scanId } = await undoCheckIn(context, { event, participantId: id });
    return { undone: { scanId, participantId: id, registrationNumber: number, name } };
  },
  render: ({ undone: { registrationNumber, name } }, io) => [
    `${io.good('✓')} the last check-in of #${String(registrationNumber).padStart(3, '0')} ${name} is taken back`,
  ],
});
