import { formatRegistrationNumber } from '../participants/schema.js';
import { deriveStatus } from './derive-status.js';
import type { ListedMessage } from './message-search-repository.js';
import type { MessageStatus, TemplateName } from './schema.js';

/** A message as it is printed: nothing of the person but name and number; times are ISO 8601 in UTC. */
export interface MessageDocument {
  id: string;
  template: TemplateName;
  occasion: string;
  status: MessageStatus;
  participant: { id: string; registrationNumber: string; name: string };
  campaign: string | null;
  attempts: number;
  submissions: number;
  host: string | null;
  failure: { phase: string; code: number | null } | null;
  reason: string | null;
  /** Of a pending one: when it is tried. */
  nextTryAt: string | null;
  submittedAt: string | null;
  createdAt: string;
}

export function messageDocument(message: ListedMessage): MessageDocument {
  const { participant, failurePhase, failureCode } = message;
  return {
    id: message.id,
    template: message.template,
    occasion: message.occasion,
    status: deriveStatus(message),
    participant: {
      id: message.participantId,
      registrationNumber: formatRegistrationNumber(participant.number),
      name: participant.name,
    },
    campaign: message.campaignId,
    attempts: message.attempts,
    submissions: message.submissions,
    host: message.host,
    failure: failurePhase === null ? null : { phase: failurePhase, code: failureCode },
    reason: message.reason,
    nextTryAt: message.state === 'pending' ? message.notBefore.toISOString() : null,
    submittedAt: message.submittedAt?.toISOString() ?? null,
    createdAt: message.createdAt.toISOString(),
  };
}
