import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

/** What can go wrong with bounces, suppressions and opting out. */
export const suppressionErrors = {
  notFound: defineError({
    code: 'SUPPRESSION_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'The address is not on the suppression list.',
    message: () => 'this address is not suppressed',
    hint: () => 'see who is with: evm suppression list',
  }),
  notAnAddress: defineError<{ reason: string }>({
    code: 'SUPPRESSION_NOT_AN_ADDRESS',
    exitCode: exitCodes.usage,
    when: 'What is to be suppressed is not an e-mail address.',
    message: ({ reason }) => reason,
    hint: () => 'write it as in: evm suppression add somebody@example.com',
  }),
  noAddresses: defineError<{ file: string }>({
    code: 'SUPPRESSION_FILE_NO_ADDRESSES',
    exitCode: exitCodes.usage,
    when: 'A file to import into the suppression list has no column of e-mail addresses.',
    message: ({ file }) => `${file} has no column of e-mail addresses`,
    hint: () => 'give one address per line, or name the column email',
  }),
  unreadable: defineError<{ source: string; reason: string }>({
    code: 'BOUNCE_SOURCE_UNREADABLE',
    exitCode: exitCodes.usage,
    when: 'A file or maildir of bounces does not exist, is something else or cannot be read.',
    message: ({ source, reason }) => `${source} cannot be read: ${reason}`,
    hint: () => 'name an .eml file, a maildir (a folder that has new and cur), or - for stdin',
  }),
  badToken: defineError({
    code: 'UNSUBSCRIBE_TOKEN_INVALID',
    exitCode: exitCodes.notFound,
    when: 'The token of an unsubscribe link was not made by this installation, or was cut off.',
    message: () => 'this unsubscribe link is not valid',
    hint: () => 'use the link exactly as it stands in the e-mail',
  }),
};
