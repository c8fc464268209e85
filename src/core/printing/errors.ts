import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

/** What can go wrong with printers and badges on their way to them. */
export const printingErrors = {
  printerInvalid: defineError<{ problems: readonly string[] }>({
    code: 'PRINTER_INVALID',
    exitCode: exitCodes.usage,
    when: 'What was given of a printer does not go together.',
    message: ({ problems }) => problems.join('; '),
    hint: () => 'evm printer add north --host 10.0.0.20 --language brother-ql --label 62',
  }),
  printerExists: defineError<{ name: string }>({
    code: 'PRINTER_EXISTS',
    exitCode: exitCodes.conflict,
    when: 'There is a printer of that name.',
    message: ({ name }) => `there is a printer "${name}" already`,
    hint: ({ name }) => `remove it first: evm printer remove ${name}`,
  }),
  printerNotFound: defineError<{ name: string; names: readonly string[] }>({
    code: 'PRINTER_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'There is no printer of that name.',
    message: ({ name }) => `there is no printer "${name}"`,
    hint: ({ names }) =>
      names.length > 0 ? `there are: ${names.join(', ')}` : 'add one: evm printer add',
  }),
  printerBusy: defineError<{ name: string }>({
    code: 'PRINTER_BUSY',
    exitCode: exitCodes.conflict,
    when: 'A worker prints on the printer at this moment, and it takes one thing at a time.',
    message: ({ name }) => `${name} is printing badges now`,
    hint: ({ name }) => `see how far it is: evm printer status ${name}`,
  }),
  printerInUse: defineError<{ name: string; jobs: number }>({
    code: 'PRINTER_IN_USE',
    exitCode: exitCodes.conflict,
    when: 'Badges wait for the printer that was to be removed.',
    message: ({ name, jobs }) => `${jobs} badges wait for ${name}`,
    hint: ({ name }) => `cancel them first: evm badge cancel --printer ${name}`,
  }),
  printerNotReady: defineError<{ name: string; reason: string }>({
    code: 'PRINTER_NOT_READY',
    exitCode: exitCodes.unavailable,
    when: 'The printer cannot print now: it is off, open, out of paper, or does not answer.',
    message: ({ name, reason }) => `${name} cannot print: ${reason}`,
    hint: ({ name }) => `then try again: evm printer test ${name}`,
  }),
  fileExists: defineError<{ file: string }>({
    code: 'BADGE_FILE_EXISTS',
    exitCode: exitCodes.conflict,
    when: 'Badges were to be written over a file, whose own may count as printed.',
    message: ({ file }) => `${file} is there already`,
    hint: () =>
      'name another file; or remove it, where it is of a run that was cut off before its badges were on record: evm badge jobs --event <event>',
  }),
  misfit: defineError<{ reason: string }>({
    code: 'BADGE_DOES_NOT_FIT',
    exitCode: exitCodes.usage,
    when: 'The badge template is larger than the paper of the printer.',
    message: ({ reason }) => reason,
    hint: () => 'choose another with --template; see them with: evm badge template list',
  }),
  whose: defineError({
    code: 'BADGE_WHOSE',
    exitCode: exitCodes.usage,
    when: 'It was not said whose badges are wanted, or where they are to go.',
    message: () => 'say whose badges, and where they go',
    hint: () =>
      'evm badge print --event devday --all --printer north; or --checked-in, --participant, --filter',
  }),
  changed: defineError({
    code: 'BADGE_CHANGED',
    exitCode: exitCodes.conflict,
    when: 'While the PDF was made, somebody else printed one of its badges, or a ticket changed. Nothing was written.',
    message: () => 'badges were printed or changed meanwhile; nothing was written',
    hint: () => 'run the same command again',
  }),
  noBadge: defineError<{ number: string }>({
    code: 'BADGE_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'The participant has no badge of which that could be said.',
    message: ({ number }) => `no badge of ${number} is of unknown fate`,
    hint: () => 'see the badges: evm badge jobs --event <event>',
  }),
  printingNow: defineError<{ number: string }>({
    code: 'BADGE_PRINTING',
    exitCode: exitCodes.conflict,
    when: 'The badge is being printed at this moment, so nobody can say yet whether it comes out.',
    message: ({ number }) => `the badge of ${number} is being printed now`,
    hint: () => 'wait until it is out, then look: evm badge jobs --event <event>',
  }),
  noCopiesLeft: defineError<{ number: string }>({
    code: 'TICKET_COPIES_USED_UP',
    exitCode: exitCodes.conflict,
    when: 'A ticket has as many copies as its QR code can count.',
    message: ({ number }) => `the ticket of ${number} has no copy number left`,
  }),
};
