import type { SendableMessage } from './message-repository.js';
import { type MailClass, templates } from './schema.js';

export type SendingDecision =
  | { act: 'send' }
  | { act: 'suppress'; reason: string }
  | { act: 'cancel'; reason: string }
  | { act: 'hold'; reason: string }
  /** It may have been accepted; only a person can know more. */
  | { act: 'leave_unknown'; reason: string };

/** A message of unknown fate is sent so often altogether, where its class allows it. */
const mostSubmissions = 2;

/** Whether a claimed message goes out, judged by how things stand now, not when it was queued. */
export function decideSending(message: SendableMessage): SendingDecision {
  const mailClass: MailClass = templates[message.template];
  if (message.submissionBeganAt && !maySendAgain(mailClass, message.submissions)) {
    return {
      act: 'leave_unknown',
      reason: 'the process that sent it ended before the answer came',
    };
  }
  const { suppression } = message;
  if (suppression && (suppression !== 'unsubscribed' || mailClass === 'bulk')) {
    return { act: 'suppress', reason: reasons[suppression] };
  }
  if (message.campaignState === 'cancelled') {
    return { act: 'cancel', reason: 'the campaign was cancelled' };
  }
  if (message.campaignState === 'paused') return { act: 'hold', reason: pausedReason };
  const { registrationStatus } = message;
  if (registrationStatus !== wantedStatus(message)) {
    return { act: 'cancel', reason: `the registration is ${registrationStatus}` };
  }
  return { act: 'send' };
}

/** As it stands in the ledger of messages that wait for their campaign. */
export const pausedReason = 'the campaign is paused';

const reasons = {
  hard_bounce: 'the address does not exist',
  complaint: 'the recipient complained about our mail',
  unsubscribed: 'the recipient has unsubscribed',
  manual: 'the address is on the suppression list',
} as const;

/** Tickets are for the registered, and news of a cancellation for the cancelled. */
export function wantedStatus({
  template,
  registrationStatus,
}: Pick<
  SendableMessage,
  'template' | 'registrationStatus'
>): SendableMessage['registrationStatus'] {
  if (template === 'cancellation') return 'cancelled';
  if (templates[template] === 'ticket') return 'registered';
  // Bulk mail may be meant for the waitlist or for the pending; never for who has cancelled.
  return registrationStatus === 'cancelled' ? 'registered' : registrationStatus;
}

/** Whether what may have been accepted is sent once more under the same Message-ID. */
export function maySendAgain(mailClass: MailClass, submissions: number): boolean {
  return mailClass === 'ticket' && submissions < mostSubmissions;
}
