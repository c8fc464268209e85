import { z } from 'zod';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { nameOf } from './describe-participant.js';
import { personInput, personOptions } from './field-options.js';

const yesOrNo = z.enum(['yes', 'no']);

export const command = defineCommand({
  name: 'participant update',
  summary: 'Change the details of a participant',
  arguments: [
    {
      name: 'participant',
      description: 'registration number (#042), e-mail, ticket code, id or a name',
    },
  ],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    name: option('--name <name>', 'full name'),
    email: option('--email <address>', 'e-mail address'),
    ...personOptions,
    status: option(
      '--status <status>',
      'registered: approve, move up from the waitlist, or take a cancellation back',
      z.enum(['registered']),
    ),
    consent: option('--consent <yes|no>', 'the required consent', yesOrNo),
    marketingConsent: option('--marketing-consent <yes|no>', 'consent to marketing mail', yesOrNo),
  },
  examples: [
    {
      command: "evm participant update '#042' --event devday --phone 010-1234-5678",
      note: 'a new phone number',
    },
    {
      command: "evm participant update '#042' --event devday --status registered",
      note: 'approve a registration',
    },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { readParticipantChanges } = await import(
      '../../core/participants/read-participant-input.js'
    );
    const { updateParticipant } = await import('../../core/participants/update-participant.js');
    const { participantDocument } = await import('../../core/participants/participant-document.js');
    const { regionOfZone } = await import('../../core/participants/fields/region-of-zone.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const participant = await findParticipant(context, event, input.participant);
    const region = input.region ?? regionOfZone(event.timezone) ?? context.config.region;
    const now = context.clock.now();
    const changed = await updateParticipant(context, event, participant.id, {
      ...readParticipantChanges(personInput(input), { event, region, now }),
      status: input.status,
      consents: { required: isYes(input.consent), marketing: isYes(input.marketingConsent) },
    });
    return { participant: participantDocument(changed) };
  },
  render: ({ participant }, io) => [
    `${io.good('✓')} ${nameOf(participant)} is changed (${participant.status})`,
  ],
});

function isYes(answer: 'yes' | 'no' | undefined): boolean | undefined {
  return answer === undefined ? undefined : answer === 'yes';
}
