import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

export const noticeErrors = {
  webhookInvalid: defineError<{ reason: string }>({
    code: 'WEBHOOK_INVALID',
    exitCode: exitCodes.usage,
    when: 'EVM_WEBHOOK_URL and EVM_WEBHOOK_SECRET do not say where to post, or what to sign with.',
    message: ({ reason }) => `webhooks cannot be sent: ${reason}`,
    hint: () =>
      'set EVM_WEBHOOK_URL to an https address and EVM_WEBHOOK_SECRET to "whsec_$(openssl rand -base64 32)"',
  }),
  webhookFailed: defineError<{ reason: string }>({
    code: 'WEBHOOK_FAILED',
    exitCode: exitCodes.unavailable,
    when: 'A webhook was not taken this time; it is posted again a few times within a day.',
    message: ({ reason }) => `the webhook was not taken: ${reason}`,
  }),
  webhookGone: defineError({
    code: 'WEBHOOK_GONE',
    exitCode: exitCodes.usage,
    when: 'The address of the webhook answered 410: it wants nothing more, so it is not asked again.',
    message: () => 'the webhook is gone: it answered 410',
    hint: () => 'set another EVM_WEBHOOK_URL or none, then: evm jobs retry <notice>',
  }),
  mailDeferred: defineError<{ reason: string }>({
    code: 'NOTICE_DEFERRED',
    exitCode: exitCodes.unavailable,
    when: 'The mail server did not take a notice this time; it is tried again a few times within a day.',
    message: ({ reason }) => reason,
  }),
  mailRefused: defineError<{ reason: string }>({
    code: 'NOTICE_REFUSED',
    exitCode: exitCodes.usage,
    when: 'The mail server refused a notice for good, or the address that it went to does not exist.',
    message: ({ reason }) => reason,
    hint: () => 'correct EVM_NOTIFY_EMAIL, then: evm jobs retry <notice>',
  }),
};
