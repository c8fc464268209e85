import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

export const accessErrors = {
  notFound: defineError<{ reference: string }>({
    code: 'ACCESS_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'There is no API key or token of this id.',
    message: ({ reference }) => `there is no key or token ${reference}`,
    hint: () => 'evm apikey list shows the keys and tokens of an event with their ids',
  }),
  ambiguous: defineError<{ reference: string; candidates: readonly string[] }>({
    code: 'ACCESS_AMBIGUOUS',
    exitCode: exitCodes.conflict,
    when: 'The ids of several API keys or tokens begin like this; nothing was changed.',
    message: ({ reference, candidates }) => `${reference} may be any of ${candidates.join(', ')}`,
    hint: () => 'write the whole id',
  }),
  expiry: defineError<{ expires: string; reason: string }>({
    code: 'ACCESS_EXPIRY',
    exitCode: exitCodes.usage,
    when: 'The time until which an API key should be valid is no time, or it has passed.',
    message: ({ expires, reason }) => `${expires} ${reason}`,
  }),
};
