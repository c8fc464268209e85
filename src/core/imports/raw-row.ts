import type { FieldInput } from '../participants/fields/field-input.js';

/** What a cell holds: text, or the typed value of a spreadsheet cell. Empty is `''`. */
export type Cell = FieldInput;

/** A row of a file as it was read. Rows without any content are not passed on. */
export interface RawRow {
  /** Counts the records of the file: the header is 1, and empty ones count. */
  row: number;
  /**
   * The number that a spreadsheet shows, where it is another one: workbooks may leave blank rows out,
   * which are then no records.
   */
  sheetRow?: number;
  cells: Cell[];
}
