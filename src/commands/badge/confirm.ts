import { formatRegistrationNumber } from '../../core/participants/schema.js';
import { defineCommand, requiredOption } from '../define-command.js';

export const command = defineCommand({
  name: 'badge confirm',
  summary: 'Say that a badge of unknown fate did come out',
  description:
    'For a badge that somebody holds in the hand, whole. If it did not: evm badge reprint.',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    participant: requiredOption('--participant <who>', 'whose: #042, e-mail, code or name'),
  },
  examples: [
    { command: "evm badge confirm --event devday --participant '#042'", note: 'here it is' },
  ],
  async run(session, { event: reference, participant: who }) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { confirmBadge } = await import('../../core/printing/settle-badge.js');
    const context = await session.openContext();
    const event = await findEvent(context, reference);
    const participant = await findParticipant(context, event, who);
    const { operator: decidedBy } = await session.config();
    await confirmBadge(context, { participant, decidedBy });
    return { badge: { registrationNumber: formatRegistrationNumber(participant.number) } };
  },
  render: ({ badge: { registrationNumber } }, io) => [
    `${io.good('✓')} the badge of ${registrationNumber} is printed`,
  ],
});
