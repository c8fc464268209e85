import { defineError } from '../core/runtime/errors.js';
import { exitCodes } from '../core/runtime/exit-codes.js';

export const workerErrors = {
  unknownName: defineError<{ names: readonly string[]; known: readonly string[] }>({
    code: 'WORKER_UNKNOWN',
    exitCode: exitCodes.usage,
    when: '`evm worker --only` names a kind of work that there is none of.',
    message: ({ names }) => `there are no workers for ${names.join(', ')}`,
    hint: ({ known }) => `there are: ${known.join(', ')}`,
  }),
};
