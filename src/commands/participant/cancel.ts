import { formatRegistrationNumber } from '../../core/participants/schema.js';
import { defineCommand, flag, requiredOption } from '../define-command.js';
import { nameOf } from './describe-participant.js';

export const command = defineCommand({
  name: 'participant cancel',
  summary: 'Cancel a registration; the first on the waitlist moves up',
  arguments: [
    {
      name: 'participant',
      description: 'registration number (#042), e-mail, ticket code, id or a name',
    },
  ],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    notify: flag('--notify', 'tell the participant, and who moves up, by e-mail'),
  },
  examples: [{ command: "evm participant cancel '#042' --event devday", note: 'by number' }],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { cancelParticipant } = await import('../../core/participants/cancel-participant.js');
    const { participantDocument } = await import('../../core/participants/participant-document.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const { id } = await findParticipant(context, event, input.participant);
    const { participant, promoted } = await cancelParticipant(context, event, id, {
      notify: input.notify,
    });
    return { participant: participantDocument(participant), promoted };
  },
  render({ participant, promoted }, io) {
    const moved = promoted.map(formatRegistrationNumber).join(', ');
    return [
      `${io.good('✓')} ${nameOf(participant)} is cancelled`,
      ...(promoted.length > 0 ? [`  moved up from the waitlist: ${moved}`] : []),
    ];
  },
});
