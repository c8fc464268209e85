import type { LedgerState } from '../runtime/ledger/ledger-contract.js';

/**
 * How carefully a template's messages are treated. `ticket`: somebody may stand at the door without it,
 * so what may have been lost is sent once more. `transactional`: follows from what the person did. `bulk`:
 * sent to many, can be unsubscribed from, held when its fate is unknown.
 */
export type MailClass = 'ticket' | 'transactional' | 'bulk';

/** THE table of templates that participants get. */
export const templates = {
  registration_confirmation: 'ticket',
  waitlist_promoted: 'ticket',
  cancellation: 'transactional',
  reminder: 'bulk',
  notice: 'bulk',
  thank_you: 'bulk',
  missed_you: 'bulk',
} as const satisfies Record<string, MailClass>;

export type TemplateName = keyof typeof templates;
export const templateNames = Object.keys(templates) as readonly TemplateName[];

export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(templates, name);
}

/** What people see of a message; derived from the ledger's state and what came after it. */
export const messageStatuses = [
  'pending',
  'claimed',
  'submitted',
  'failed',
  'held',
  'unknown',
  'suppressed',
  'cancelled',
  'bounced',
  'complained',
] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** What happened to a message beyond its ledger state. */
export type MessageOutcome = 'submitted' | 'suppressed' | 'bounced' | 'complained';

/** A message row, without anything of the person's. */
export interface Message {
  id: string;
  eventId: string;
  participantId: string;
  campaignId: string | null;
  template: TemplateName;
  occasion: string;
  state: LedgerState;
  outcome: MessageOutcome | null;
  attempts: number;
  crashes: number;
  /** How often its body went to a server: more than once only where `unknown` was sent again. */
  submissions: number;
  submissionBeganAt: Date | null;
  submittedAt: Date | null;
  host: string | null;
  failurePhase: string | null;
  failureCode: number | null;
  reason: string | null;
  notBefore: Date;
  createdAt: Date;
  updatedAt: Date;
}
