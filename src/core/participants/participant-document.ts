import type { CustomResponses, Participant } from './schema.js';

/** A participant as commands print it; the names are stable. */
export interface ParticipantDocument {
  id: string;
  registrationNumber: number;
  name: string;
  email: string;
  phone: string | null;
  birthDate: string | null;
  customResponses: CustomResponses;
  status: Participant['status'];
  source: Participant['source'];
  ticketCode: string;
  ticketCopy: number;
  checkin: { status: Participant['checkin']['status']; at: string | null };
  consents: { requiredAt: string | null; marketingAt: string | null };
  registeredAt: string;
  cancelledAt: string | null;
  updatedAt: string;
}

export function participantDocument(participant: Participant): ParticipantDocument {
  return {
    id: participant.id,
    registrationNumber: participant.number,
    name: participant.name,
    email: participant.email,
    phone: participant.phone,
    birthDate: participant.birthDate,
    customResponses: participant.customResponses,
    status: participant.status,
    source: participant.source,
    ticketCode: participant.ticketCode,
    ticketCopy: participant.ticketCopy,
    checkin: {
      status: participant.checkin.status,
      at: participant.checkin.at?.toISOString() ?? null,
    },
    consents: {
      requiredAt: participant.consents.requiredAt?.toISOString() ?? null,
      marketingAt: participant.consents.marketingAt?.toISOString() ?? null,
    },
    registeredAt: participant.registeredAt.toISOString(),
    cancelledAt: participant.cancelledAt?.toISOString() ?? null,
    updatedAt: participant.updatedAt.toISOString(),
  };
}
