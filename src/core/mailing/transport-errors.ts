import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

/** What keeps mail from being handed over at all; what a server says is an outcome instead. */
export const transportErrors = {
  unsafeHeader: defineError<{ header: string }>({
    code: 'MAIL_UNSAFE_HEADER',
    exitCode: exitCodes.usage,
    when: 'A name, subject or address holds a character that would end a header; nothing is sent.',
    message: ({ header }) => `the message's ${header} holds what no header may hold`,
    hint: () => 'correct the name of the participant or the subject of the template',
  }),
  badUrl: defineError<{ reason: string }>({
    code: 'MAIL_URL_INVALID',
    exitCode: exitCodes.usage,
    when: 'EVM_SMTP_URL, with EVM_SMTP_PASSWORD, does not say how to reach the mail server.',
    message: ({ reason }) => `the mail server's URL cannot be used: ${reason}`,
    hint: () => 'write for example smtp://user@mail.example.com:587 or file:outbox',
  }),
  badDkim: defineError<{ reason: string }>({
    code: 'MAIL_DKIM_INVALID',
    exitCode: exitCodes.usage,
    when: 'DKIM is configured in part, or with a key that cannot sign.',
    message: ({ reason }) => `mail cannot be signed with DKIM: ${reason}`,
    hint: () => 'set EVM_DKIM_DOMAIN, EVM_DKIM_SELECTOR and EVM_DKIM_KEY (RSA, PEM), or none',
  }),
};
