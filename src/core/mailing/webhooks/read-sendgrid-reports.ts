import { z } from 'zod';
import { parseEmail } from '../../participants/fields/parse-email.js';
import { parseJson } from '../../runtime/parse-json.js';
import { type BounceReport, type Hardness, judgeHardness } from '../bounce-report.js';
import { parseMessageId } from '../message-id.js';

const text = z.string().catch('');

const events = z.array(
  z.object({
    event: text,
    email: text,
    /** The Message-ID that we gave. */
    'smtp-id': text,
    /** Of a bounce: `blocked` when it is about this message and not about the address. */
    type: text,
    status: text,
    reason: text,
    bounce_classification: text,
  }),
);

type Event = z.infer<typeof events>[number];

/**
 * What the events of one request of SendGrid's event webhook report, in their order; undefined when this is no
 * such request. Events that say nothing about what came back are `other`. Never throws.
 *
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
export function readSendgridReports(body: string): BounceReport[] | undefined {
  return events.safeParse(parseJson(body)).data?.map(reportOf);
}

function reportOf(event: Event): BounceReport {
  const messageId = parseMessageId(event['smtp-id']);
  switch (event.event) {
    case 'bounce':
      return bounceOf(event, messageId, hardnessOf(event));
    case 'dropped':
      if (event.reason === 'Spam Reporting Address') return { kind: 'complaint', messageId };
      return bounceOf(event, messageId, isKnownAsBad.test(event.reason) ? 'hard' : 'soft');
    case 'spamreport':
      return { kind: 'complaint', messageId };
    case 'deferred':
      return { kind: 'delay', messageId };
    default:
      return { kind: 'other' };
  }
}

/** SendGrid took the message and did not send it, because of what came back from that address before. */
const isKnownAsBad = /^(?:Bounced Address|Invalid(?: Address)?)$/i;

function bounceOf(
  { email, status }: Event,
  messageId: string | undefined,
  hardness: Hardness,
): BounceReport {
  const address = parseEmail(email);
  return {
    kind: 'bounce',
    hardness,
    messageId,
    code: status || undefined,
    writtenTo: address.ok ? address.value : undefined,
  };
}

function hardnessOf({ type, status, reason, bounce_classification }: Event): Hardness {
  if (type === 'blocked') return 'soft';
  if (bounce_classification === 'Invalid Address') return 'hard';
  return judgeHardness({ status: status || undefined, text: reason });
}
