import { formatRegistrationNumber } from '../../core/participants/schema.js';
import { defineCommand, flag, requiredOption } from '../define-command.js';
import { nameOf } from './describe-participant.js';
import { personInput, personOptions } from './field-options.js';

export const command = defineCommand({
  name: 'participant add',
  summary: 'Register one participant',
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    name: requiredOption('--name <name>', 'full name'),
    email: requiredOption('--email <address>', 'e-mail address'),
    ...personOptions,
    consent: flag('--consent', 'the required consent was given'),
    marketingConsent: flag('--marketing-consent', 'marketing mail was agreed to'),
    welcome: flag('--welcome', 'send the welcome mail with the ticket'),
    approve: flag('--approve', 'register at once, whatever deadline and approval say'),
  },
  examples: [
    {
      command: 'evm participant add --event devday --name 홍길동 --email hong@example.com',
      note: 'one more',
    },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { readNewParticipant } = await import(
      '../../core/participants/read-participant-input.js'
    );
    const { registerParticipant } = await import('../../core/participants/register-participant.js');
    const { participantDocument } = await import('../../core/participants/participant-document.js');
    const { regionOfZone } = await import('../../core/participants/fields/region-of-zone.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const region = input.region ?? regionOfZone(event.timezone) ?? context.config.region;
    const now = context.clock.now();
    const participant = await registerParticipant(context, {
      event,
      identity: readNewParticipant(personInput(input), { event, region, now }),
      source: 'direct',
      consents: { required: input.consent, marketing: input.marketingConsent },
      byOrganiser: input.approve,
      welcome: input.welcome,
    });
    return { event: event.slug, participant: participantDocument(participant) };
  },
  render({ event, participant }, io) {
    const number = formatRegistrationNumber(participant.registrationNumber);
    const lines = {
      registered: `${io.good('✓')} ${nameOf(participant)} is registered`,
      pending: `${io.warning('!')} ${nameOf(participant)} waits for approval: evm participant update '${number}' --event ${event} --status registered`,
      waitlisted: `${io.warning('!')} ${nameOf(participant)} is on the waitlist: all places are taken`,
      cancelled: `${nameOf(participant)} is cancelled`,
    };
    return [lines[participant.status]];
  },
});
