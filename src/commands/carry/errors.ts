import { defineError } from '../../core/runtime/errors.js';
import { exitCodes } from '../../core/runtime/exit-codes.js';

export const carryErrors = {
  otherVersion: defineError<{ own: string; other: string }>({
    code: 'UP_OTHER_VERSION',
    exitCode: exitCodes.conflict,
    when: 'The embedded database is kept by an `evm up` of another version, which carries out no commands of this one.',
    message: ({ own, other }) => `this is evm ${own}, but the \`evm up\` that runs is ${other}`,
    hint: () => 'stop that `evm up` and start it again, so that it runs this version',
  }),
  otherPlace: defineError<Record<string, never>>({
    code: 'UP_ELSEWHERE',
    exitCode: exitCodes.conflict,
    when: 'The embedded database is kept by an `evm up` in another container, where the paths of this command mean other files.',
    message: () => 'the `evm up` that has the embedded database runs in another container',
    hint: () => 'run the command in that container; several of them together need PostgreSQL',
  }),
  lost: defineError<Record<string, never>>({
    code: 'UP_LOST',
    exitCode: exitCodes.unavailable,
    when: 'The `evm up` that carried out the command ended in the midst of it. Nothing is half done in the database.',
    message: () => 'the `evm up` that carried out this command ended before the command did',
    hint: () => 'look at what it did, then run the same command again',
  }),
};
