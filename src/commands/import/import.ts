import { resolve } from 'node:path';
import { z } from 'zod';
import type { ImportDocument } from '../../core/imports/schema.js';
import type { SubmittedImport } from '../../core/imports/submit-import.js';
import { byteSize, regionCode } from '../../core/runtime/config/config-schema.js';
import { exitCodes } from '../../core/runtime/exit-codes.js';
import { defineCommand, flag, option, repeatable, requiredOption } from '../define-command.js';
import { renderImport, renderSubmitted } from './render-import.js';

const reportPath = z
  .string()
  .regex(/\.(csv|xlsx)$/i, 'the report is a table: its name ends in .csv or .xlsx');

export const command = defineCommand({
  name: 'import',
  summary: 'Import a file of participants and issue their tickets',
  description:
    'Reads .csv, .tsv and .xlsx files in Korean and Western encodings, checks every row, and imports ' +
    'all good rows at once: when anything goes wrong on the way, nothing is changed.',
  arguments: [{ name: 'file', description: 'the file, or - for standard input' }],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    createEvent: flag('--create-event', 'make the event when there is none of this slug'),
    dryRun: flag('--dry-run', 'say what would happen, change nothing'),
    report: option(
      '--report <file>',
      'write rejected rows with reasons, .csv or .xlsx',
      reportPath,
    ),
    onExisting: option(
      '--on-existing <what>',
      'rows whose address is registered: skip (default) or update',
      z.enum(['skip', 'update']),
    ),
    map: repeatable('--map <Header=field>', 'what a column is: name, email, phone, birthDate, …'),
    extra: option(
      '--extra <what>',
      'columns that evm does not know: keep (default), drop or fail',
      z.enum(['keep', 'drop', 'fail']),
    ),
    region: option(
      '--region <country>',
      'country of national phone numbers, such as KR',
      regionCode,
    ),
    encoding: option('--encoding <name>', 'instead of what is detected: utf-8, cp949, utf-16le, …'),
    delimiter: option(
      '--delimiter <char>',
      'instead of what is detected: comma, semicolon, tab, pipe',
    ),
    sheet: option('--sheet <name>', 'sheet of a workbook, by name or number'),
    maxSize: option('--max-size <size>', 'largest file that is read, such as 200MB', byteSize),
    welcome: flag('--welcome', 'send everybody who is registered the welcome mail with the ticket'),
    again: flag('--again', 'import the file even if it was imported before'),
    detach: flag('--detach', 'leave the work to `evm worker` and return at once'),
  },
  examples: [
    {
      command: 'evm import participants.csv --event seoul-devday --create-event',
      note: 'the first list of a new event',
    },
    {
      command: 'evm import list.xlsx --event seoul-devday --report rejects.xlsx',
      note: 'with a file of the rows that need a look',
    },
  ],
  async run(session, input): Promise<{ import: ImportDocument } | { job: SubmittedImport }> {
    const { runImportCommand } = await import('./run-import.js');
    const report = input.report && resolve(session.cwd, input.report);
    return await runImportCommand(session, { ...input, report });
  },
  render: (data, io) =>
    'job' in data ? renderSubmitted(data.job, io) : renderImport(data.import, io),
  exitCode: (data) =>
    'import' in data && data.import.counts.rejected > 0 ? exitCodes.rejectedRows : exitCodes.done,
});
