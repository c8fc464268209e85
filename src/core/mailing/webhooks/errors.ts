import { defineError } from '../../runtime/errors.js';
import { exitCodes } from '../../runtime/exit-codes.js';

export const webhookErrors = {
  senderUnreachable: defineError<{ host: string }>({
    code: 'WEBHOOK_SENDER_UNREACHABLE',
    exitCode: exitCodes.unavailable,
    when: 'The certificate of a webhook, or its confirmation, cannot be fetched from who sent it.',
    message: ({ host }) => `${host} does not answer as it should`,
    hint: () => 'let the service open connections to it; what it sent will come again',
  }),
};
