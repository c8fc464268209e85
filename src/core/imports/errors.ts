import { defineError } from '../runtime/errors.js';
import { exitCodes } from '../runtime/exit-codes.js';

type File = { file: string };

const saveAsXlsx = () => 'save it as .xlsx in your spreadsheet program, or export it as CSV';

/** What can be wrong with a file as a whole. What is wrong with a row is a row issue. */
export const importErrors = {
  fileNotFound: defineError<File>({
    code: 'IMPORT_FILE_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'The file to import does not exist.',
    message: ({ file }) => `there is no file ${file}`,
    hint: () => 'check the path; `-` reads from standard input',
  }),
  isDirectory: defineError<File>({
    code: 'IMPORT_IS_A_DIRECTORY',
    exitCode: exitCodes.usage,
    when: 'A folder was given where a file is expected.',
    message: ({ file }) => `${file} is a folder`,
    hint: () => 'name one file: .csv, .tsv or .xlsx',
  }),
  notReadable: defineError<File>({
    code: 'IMPORT_FILE_NOT_READABLE',
    exitCode: exitCodes.usage,
    when: 'The file exists, but the operating system does not let evm read it.',
    message: ({ file }) => `${file} cannot be read`,
    hint: () => 'check its permissions, and that no other program holds it',
  }),
  fileChanged: defineError<File>({
    code: 'IMPORT_FILE_CHANGED',
    exitCode: exitCodes.conflict,
    when: 'The file was written to while it was being imported; nothing was imported.',
    message: ({ file }) => `${file} changed while it was being read`,
    hint: () => 'wait until it is saved, then import it again',
  }),
  tooLarge: defineError<File & { maxBytes: number }>({
    code: 'IMPORT_TOO_LARGE',
    exitCode: exitCodes.usage,
    when: 'The file has more bytes than `imports.maxSize` allows.',
    message: ({ file, maxBytes }) => `${file} is larger than ${megabytes(maxBytes)}`,
    hint: () => 'split the file, or raise the limit with --max-size',
  }),
  tooManyRows: defineError<File & { maxRows: number }>({
    code: 'IMPORT_TOO_MANY_ROWS',
    exitCode: exitCodes.usage,
    when: 'The file has more rows than `imports.maxRows` allows.',
    message: ({ file, maxRows }) => `${file} has more than ${count(maxRows)} rows`,
    hint: () => 'split the file, or raise imports.maxRows in the configuration',
  }),
  tooManyColumns: defineError<File & { maxColumns: number; row: number }>({
    code: 'IMPORT_TOO_MANY_COLUMNS',
    exitCode: exitCodes.usage,
    when: 'A row has more columns than `imports.maxColumns` allows.',
    message: ({ file, maxColumns, row }) =>
      `row ${count(row)} of ${file} has more than ${count(maxColumns)} columns`,
    hint: () =>
      'delete columns that are not needed, or raise imports.maxColumns in the configuration',
  }),
  cellTooLong: defineError<File & { maxCellLength: number; row: number }>({
    code: 'IMPORT_CELL_TOO_LONG',
    exitCode: exitCodes.usage,
    when: 'A cell is longer than `imports.maxCellLength` allows, often because a quote is not closed.',
    message: ({ file, maxCellLength, row }) =>
      `row ${count(row)} of ${file} has a cell of more than ${count(maxCellLength)} characters`,
    hint: () => 'look for a quotation mark (") in that row that is not closed',
  }),
  malformed: defineError<File & { row: number; reason: string }>({
    code: 'IMPORT_MALFORMED',
    exitCode: exitCodes.usage,
    when: 'The file breaks the rules of CSV at one row, so that its cells cannot be told apart.',
    message: ({ file, row, reason }) => `row ${count(row)} of ${file} cannot be read: ${reason}`,
    hint: () =>
      'correct the quotation marks (") of that row: one inside a quoted cell is written twice',
  }),
  damagedWorkbook: defineError<File & { reason: string }>({
    code: 'IMPORT_DAMAGED_WORKBOOK',
    exitCode: exitCodes.usage,
    when: 'An .xlsx file is cut off or not built as a workbook should be.',
    message: ({ file, reason }) => `${file} is not an intact .xlsx workbook: ${reason}`,
    hint: () => 'open it in your spreadsheet program, save it again as .xlsx, or export it as CSV',
  }),
  unpacksTooLarge: defineError<File & { reason: string }>({
    code: 'IMPORT_UNPACKS_TOO_LARGE',
    exitCode: exitCodes.usage,
    when: 'An .xlsx file unpacks to far more than a list of participants could need (a zip bomb).',
    message: ({ file, reason }) => `${file} unpacks to more than evm accepts: ${reason}`,
    hint: () => 'copy the rows into a new workbook, or export the sheet as CSV',
  }),
  oldExcel: defineError<File>({
    code: 'IMPORT_OLD_EXCEL',
    exitCode: exitCodes.usage,
    when: 'The file is a binary Excel workbook (.xls or .xlsb).',
    message: ({ file }) => `${file} is an old binary Excel file, which evm does not read`,
    hint: saveAsXlsx,
  }),
  encrypted: defineError<File>({
    code: 'IMPORT_ENCRYPTED',
    exitCode: exitCodes.usage,
    when: 'The workbook is protected by a password.',
    message: ({ file }) => `${file} is protected by a password`,
    hint: () => 'open it, remove the password (File › Info › Protect), and save it as .xlsx',
  }),
  macroWorkbook: defineError<File>({
    code: 'IMPORT_MACRO_WORKBOOK',
    exitCode: exitCodes.usage,
    when: 'The workbook carries macros (.xlsm), whatever its name ends in.',
    message: ({ file }) => `${file} is a workbook with macros, which evm does not open`,
    hint: saveAsXlsx,
  }),
  notATable: defineError<File & { kind: string }>({
    code: 'IMPORT_NOT_A_TABLE',
    exitCode: exitCodes.usage,
    when: 'The content is neither CSV nor .xlsx, whatever the name ends in.',
    message: ({ file, kind }) => `${file} is ${kind}, not a table that evm reads`,
    hint: () => 'open it in your spreadsheet program and save it as .xlsx, or export it as CSV',
  }),
  unknownEncoding: defineError<File>({
    code: 'IMPORT_UNKNOWN_ENCODING',
    exitCode: exitCodes.usage,
    when: 'The text is not UTF-8, UTF-16 or Korean CP949, so its encoding has to be given.',
    message: ({ file }) => `the character encoding of ${file} cannot be told for certain`,
    hint: () =>
      'name it with --encoding (cp949, windows-1252, shift_jis, gbk …), or save the file as UTF-8',
  }),
  badOption: defineError<{ option: string; reason: string }>({
    code: 'IMPORT_BAD_OPTION',
    exitCode: exitCodes.usage,
    when: 'An option of the import does not fit the file, or is not understood.',
    message: ({ option, reason }) => `${option}: ${reason}`,
  }),
  noHeader: defineError<{ columns: readonly string[] }>({
    code: 'IMPORT_NO_HEADER',
    exitCode: exitCodes.usage,
    when: 'A column is not known by its header, and one of the headers is an e-mail address, a phone number or a date: the file starts with a person, of whom nothing is shown. Nothing was imported.',
    message: () => 'the first row looks like data, not like a header',
    hint: ({ columns }) => `add a first row that names the columns, such as ${columns.join(', ')}`,
  }),
  missingColumn: defineError<{ columns: readonly string[]; headers: readonly string[] }>({
    code: 'IMPORT_MISSING_COLUMN',
    exitCode: exitCodes.usage,
    when: 'The file has no column for something that every participant must have; nothing was imported.',
    message: ({ columns, headers }) =>
      `no column for ${columns.join(', ')}; the file has ${headers.join(', ') || 'no headers'}`,
    hint: ({ columns }) =>
      `name the column with --map "Header=${columns[0] ?? 'field'}", or add it to the file`,
  }),
  unknownColumns: defineError<{ headers: readonly string[] }>({
    code: 'IMPORT_UNKNOWN_COLUMNS',
    exitCode: exitCodes.usage,
    when: 'The file has columns that evm does not know, and --extra is `fail`.',
    message: ({ headers }) => `unknown columns: ${headers.join(', ')}`,
    hint: () =>
      'name them with --map, keep them with --extra keep, or leave them out with --extra drop',
  }),
  reportIncomplete: defineError<{ id: string }>({
    code: 'IMPORT_REPORT_INCOMPLETE',
    exitCode: exitCodes.conflict,
    when: 'A report was asked for of a file that was imported before, and which of its rows the event had no place for is not known any more, as more problems were found than are kept (`imports.maxIssues`). Nothing was written.',
    message: ({ id }) =>
      `import ${id} did not keep all of its problems, so its report would lack rows`,
    hint: () =>
      'import the file once more, with --again and --report; whoever is registered stays so',
  }),
  reportIsInput: defineError<File>({
    code: 'IMPORT_REPORT_IS_INPUT',
    exitCode: exitCodes.usage,
    when: 'The report of rejected rows would replace the file that is being imported.',
    message: ({ file }) => `${file} is the file that is imported, so the report cannot replace it`,
    hint: () => 'give the report another name: --report rejects.csv',
  }),
  notFound: defineError<{ id: string }>({
    code: 'IMPORT_NOT_FOUND',
    exitCode: exitCodes.notFound,
    when: 'There is no import with this id.',
    message: ({ id }) => `there is no import ${id}`,
    hint: () => '`evm jobs list` shows the imports that there are',
  }),
  storedFileGone: defineError<{ id: string }>({
    code: 'IMPORT_STORED_FILE_GONE',
    exitCode: exitCodes.notFound,
    when: 'The file that was handed over with --detach is no longer stored, so a worker cannot import it.',
    message: ({ id }) => `the file of import ${id} is no longer stored`,
    hint: () => 'import the file again',
  }),
  noRows: defineError<File>({
    code: 'IMPORT_NO_ROWS',
    exitCode: exitCodes.usage,
    when: 'The file has no row of data below its header; nothing was imported.',
    message: ({ file }) => `${file} has no rows below its header`,
    hint: () => 'check that the right file, and in a workbook the right sheet (--sheet), was given',
  }),
};

function megabytes(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${count(bytes)} bytes`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
