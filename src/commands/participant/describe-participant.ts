import type { ParticipantDocument } from '../../core/participants/participant-document.js';
import { formatRegistrationNumber } from '../../core/participants/schema.js';
import { formatTicketCode } from '../../core/tickets/ticket-code.js';
import { maskBirthDate, maskEmail, maskPhone } from '../output/mask.js';

/** A list shows enough to recognise somebody, not enough to write to them: see `--reveal`. */
export function maskParticipant(participant: ParticipantDocument): ParticipantDocument {
  const { email, phone, birthDate } = participant;
  return {
    ...participant,
    email: maskEmail(email),
    phone: phone && maskPhone(phone),
    birthDate: birthDate && maskBirthDate(birthDate),
  };
}

/** `#042 홍길동`: how a participant is named in a sentence. */
export function nameOf(participant: ParticipantDocument): string {
  return `${formatRegistrationNumber(participant.registrationNumber)} ${participant.name}`;
}

/** All that is known of one participant, a line each. */
export function describeParticipant(participant: ParticipantDocument): string[] {
  const answers = Object.entries(participant.customResponses).map(
    ([field, answer]) => [field, answer] as const,
  );
  const facts = [
    ['status', participant.status],
    ['e-mail', participant.email],
    ['phone', participant.phone],
    ['birth date', participant.birthDate],
    ...answers,
    ['ticket', `${formatTicketCode(participant.ticketCode)} (copy ${participant.ticketCopy})`],
    ['check-in', participant.checkin.status.replaceAll('_', ' ')],
    ['registered', participant.registeredAt],
    ['id', participant.id],
  ] as const;
  const shown = facts.filter(([, value]) => value !== null && value !== '');
  const width = Math.max(...shown.map(([label]) => label.length));
  return [
    nameOf(participant),
    ...shown.map(([label, value]) => `  ${label.padEnd(width)}  ${String(value)}`),
  ];
}
