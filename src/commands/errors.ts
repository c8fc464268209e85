import { defineError } from '../core/runtime/errors.js';
import { exitCodes } from '../core/runtime/exit-codes.js';

export const commandErrors = {
  usage: defineError<{ problem: string; help: string }>({
    code: 'USAGE',
    exitCode: exitCodes.usage,
    when: 'An option or argument is missing, unknown or has a value that cannot be used.',
    message: ({ problem }) => problem,
    hint: ({ help }) => `see: ${help}`,
  }),
  unknownCommand: defineError<{ words: string; suggestion: string | undefined }>({
    code: 'COMMAND_UNKNOWN',
    exitCode: exitCodes.usage,
    when: 'There is no command of that name.',
    message: ({ words }) => `there is no command "${words}"`,
    hint: ({ suggestion }) =>
      suggestion === undefined ? 'see all commands with: evm help' : `did you mean: ${suggestion}`,
  }),
  confirmationNeeded: defineError<{ question: string }>({
    code: 'CONFIRMATION_NEEDED',
    exitCode: exitCodes.usage,
    when: 'A far-reaching act needs a yes, and nobody can be asked: no terminal, --no-input, or CI.',
    message: ({ question }) => `this needs a yes: ${question}`,
    hint: () => 'add --yes when that is what you want',
  }),
  confirmationDeclined: defineError({
    code: 'CONFIRMATION_DECLINED',
    exitCode: exitCodes.interrupted,
    when: 'The answer to a question was not yes. Nothing was changed.',
    message: () => 'not done: nothing was changed',
  }),
  queueUnavailable: defineError<{ address: string; reason: string }>({
    code: 'QUEUE_UNAVAILABLE',
    exitCode: exitCodes.unavailable,
    when: 'The Redis server of EVM_REDIS_URL does not answer, or the connection was lost.',
    message: ({ address, reason }) => `Redis at ${address} is not available: ${reason}`,
    hint: () => 'check EVM_REDIS_URL and that the server runs; `evm doctor` tells more',
  }),
};
