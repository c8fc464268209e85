import { exitCodes } from '../../core/runtime/exit-codes.js';
import { formatList } from './format-list.js';

/** What each exit code means, for scripts and for docs/errors.md. */
export const exitCodeMeanings = {
  done: 'done',
  unexpected: 'an unexpected error: a defect in evm',
  usage: 'wrong usage or configuration, or a file that cannot be read as it is',
  rejectedRows: 'done, but some rows were rejected and need a look',
  notFound: 'what was named does not exist',
  conflict: 'the state of the data forbids it: a duplicate, a full event, a lock',
  unavailable: 'a service (database, Redis, …) is unavailable: trying again may help',
  interrupted: 'interrupted, or a question was answered with no',
} as const satisfies Record<keyof typeof exitCodes, string>;

export function exitCodesHelp(): string[] {
  const names = Object.keys(exitCodes) as (keyof typeof exitCodes)[];
  return [
    'Every command ends with one of these exit codes:',
    '',
    ...formatList(names.map((name) => [String(exitCodes[name]), exitCodeMeanings[name]])),
    '',
    'With --json an error is a document on stderr: { "error": { "code", "message", "hint", "facts" } }.',
  ];
}
