import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

/** What can be done about a message that is like this. */
const hints: Readonly<Record<string, (id: string) => string>> = {
  pending: () => 'a worker sends it when it is due: evm email watch --event <event>',
  claimed: () => 'it is being sent: evm email watch --event <event>',
  failed: (id) => `send it anew with: evm email retry ${id}`,
  cancelled: (id) => `send it anew with: evm email retry ${id}`,
  held: (id) => `let it go with: evm email release ${id}`,
  unknown: (id) => `send it once more with: evm email release ${id}`,
};

const showHint = (id: string) => `see it with: evm email show ${id}`;

export const mailingErrors = {
  noSender: defineError({
    code: 'MAIL_NO_SENDER',
    exitCode: exitCodes.usage,
    when: 'A mail server is configured, but not the address that mail comes from.',
    message: () => 'mail has no sender',
    hint: () => 'set EVM_MAIL_FROM, for example: Seoul DevDay <devday@example.com>',
  }),
  deferred: defineError<{ phase: string; reason: string }>({
    code: 'MAIL_DEFERRED',
    exitCode: exitCodes.unavailable,
    when: 'The mail server did not take a message this time; it is tried again a few times.',
    message: ({ reason }) => reason,
  }),
  refused: defineError<{ phase: string; reason: string }>({
    code: 'MAIL_REFUSED',
    exitCode: exitCodes.usage,
    when: 'The mail server refused a message for good, or its address does not exist.',
    message: ({ reason }) => reason,
    hint: () => 'correct the address with evm participant update, then: evm email retry <message>',
  }),
  testFailed: defineError<{ host: string; reason: string }>({
    code: 'MAIL_TEST_FAILED',
    exitCode: exitCodes.unavailable,
    when: 'The mail server did not take the message of evm email test.',
    message: ({ host, reason }) => `${host} did not take the message: ${reason}`,
    hint: () => 'check EVM_SMTP_URL, EVM_SMTP_PASSWORD and EVM_MAIL_FROM: evm config show',
  }),
  notFound: defineError<{ reference: string }>({
    code: 'MESSAGE_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'No message has this id.',
    message: ({ reference }) => `there is no message ${reference}`,
    hint: () => 'list them with: evm email list --event <event>',
  }),
  ambiguous: defineError<{ reference: string }>({
    code: 'MESSAGE_AMBIGUOUS',
    exitCode: exitCodes.conflict,
    when: 'Several messages have ids that begin like this.',
    message: ({ reference }) => `more than one message begins with ${reference}`,
    hint: () => 'give more of the id: evm email list --event <event>',
  }),
  notReleasable: defineError<{ id: string; status: string }>({
    code: 'MESSAGE_NOT_RELEASABLE',
    exitCode: exitCodes.conflict,
    when: 'Only a message that failed, is held, cancelled or of unknown fate can be sent (again).',
    message: ({ id, status }) => `message ${id} is ${status}`,
    hint: ({ id, status }) => (hints[status] ?? showHint)(id),
  }),
};
