import { defineError } from '../errors.js';
import { exitCodes } from '../exit-codes.js';

/** What can go wrong when a table is written to a file. */
export const tableErrors = {
  unknownFormat: defineError<{ file: string }>({
    code: 'TABLE_UNKNOWN_FORMAT',
    exitCode: exitCodes.usage,
    when: 'The name of a file to write does not end in .csv or .xlsx.',
    message: ({ file }) => `${file}: the ending says no format that evm writes`,
    hint: () => 'end the name in .csv or .xlsx',
  }),
  notWritable: defineError<{ file: string }>({
    code: 'TABLE_NOT_WRITABLE',
    exitCode: exitCodes.usage,
    when: 'A file cannot be written: its folder is missing, read-only or full.',
    message: ({ file }) => `${file} cannot be written`,
    hint: () =>
      'check that its folder exists, that you may write there, and that the disk has room',
  }),
};
