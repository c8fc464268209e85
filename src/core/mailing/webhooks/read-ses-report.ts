import { z } from 'zod';
import { parseEmail } from '../../participants/fields/parse-email.js';
import { parseJson } from '../../runtime/parse-json.js';
import { type BounceReport, type Hardness, judgeHardness } from '../bounce-report.js';
import { parseMessageId } from '../message-id.js';

const text = z.string().catch('');

/** Only what is looked at; Amazon adds fields as it likes. */
const notification = z.object({
  /** Of the notifications of an identity. */
  notificationType: text,
  /** The same in the events of a configuration set. */
  eventType: text,
  mail: z
    .object({
      /** Only with "include original headers"; Amazon gives the message another id on its way. */
      headers: z.array(z.object({ name: text, value: text })).catch([]),
      commonHeaders: z.object({ messageId: text }).catch({ messageId: '' }),
    })
    .catch({ headers: [], commonHeaders: { messageId: '' } }),
  bounce: z
    .object({
      bounceType: text,
      bounceSubType: text,
      bouncedRecipients: z
        .array(z.object({ emailAddress: text, status: text, diagnosticCode: text }))
        .catch([]),
    })
    .optional(),
  complaint: z.object({ complaintFeedbackType: text }).optional(),
});

type Bounce = NonNullable<z.infer<typeof notification>['bounce']>;

/**
 * What a notification of Amazon SES reports: the `Message` of Amazon SNS, a JSON text. Anything that is
 * neither bounce, complaint nor delay is `other`. Never throws.
 *
 * https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
 */
export function readSesReport(message: string): BounceReport {
  const parsed = notification.safeParse(parseJson(message));
  if (!parsed.success) return { kind: 'other' };
  const { notificationType, eventType, mail, bounce, complaint } = parsed.data;
  const messageId = originalIdOf(mail);
  switch (notificationType || eventType) {
    case 'Bounce':
      return bounce ? bounceOf(bounce, messageId) : { kind: 'other' };
    case 'Complaint':
      // The recipient's provider may also say that it was none.
      return complaint && !notAComplaint.has(complaint.complaintFeedbackType)
        ? { kind: 'complaint', messageId }
        : { kind: 'other' };
    case 'DeliveryDelay':
      return { kind: 'delay', messageId };
    default:
      return { kind: 'other' };
  }
}

const notAComplaint: ReadonlySet<string> = new Set(['not-spam', 'auth-failure', 'virus']);

function originalIdOf({
  headers,
  commonHeaders,
}: z.infer<typeof notification>['mail']): string | undefined {
  const header = headers.find(({ name }) => name.toLowerCase() === 'message-id');
  return parseMessageId(`${header?.value ?? ''} ${commonHeaders.messageId}`);
}

function bounceOf(bounce: Bounce, messageId: string | undefined): BounceReport {
  const [recipient] = bounce.bouncedRecipients;
  const address = parseEmail(recipient?.emailAddress ?? '');
  return {
    kind: 'bounce',
    hardness: hardnessOf(bounce),
    messageId,
    code: recipient?.status || undefined,
    writtenTo: address.ok ? address.value : undefined,
  };
}

/** That Amazon writes to an address no more is as hard as a bounce can be; else the server's words count. */
function hardnessOf({ bounceType, bounceSubType, bouncedRecipients }: Bounce): Hardness {
  if (bounceType !== 'Permanent') return 'soft';
  if (/^(?:NoEmail|Suppressed|OnAccountSuppressionList)$/.test(bounceSubType)) return 'hard';
  const { status = '', diagnosticCode = '' } = bouncedRecipients[0] ?? {};
  if (status === '' && diagnosticCode === '') return 'hard';
  return judgeHardness({ status: status || undefined, text: diagnosticCode });
}
