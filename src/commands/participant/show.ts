import { defineCommand, requiredOption } from '../define-command.js';
import { describeParticipant } from './describe-participant.js';

export const command = defineCommand({
  name: 'participant show',
  summary: 'Show one participant',
  arguments: [
    {
      name: 'participant',
      description: 'registration number (#042), e-mail, ticket code, id or a name',
    },
  ],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
  },
  examples: [{ command: "evm participant show '#042' --event devday", note: 'by number' }],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { participantDocument } = await import('../../core/participants/participant-document.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const participant = await findParticipant(context, event, input.participant);
    return { participant: participantDocument(participant) };
  },
  render: ({ participant }) => describeParticipant(participant),
});
