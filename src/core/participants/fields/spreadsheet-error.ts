import { refuse } from './field-result.js';

/** A cell that shows `#N/A`, `#REF!` and the like has no value that could be taken. */
export const spreadsheetError = refuse(
  'spreadsheet_error',
  'the cell shows a spreadsheet error instead of a value',
);
