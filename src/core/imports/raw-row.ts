import type { FieldInput } from '../participants/fields/field-input.js';

/** What a cell holds: text, or the typed value of a spreadsheet cell. Empty is `''`. */
export type Cell = FieldInput;

/** A row of a file as it was read. Rows without any content are not passed on. */
export interface RawRow {
  /** As a spreadsheet shows it: the first record is 1 and empty ones count. */
  row: number;
  cells: Cell[];
}
