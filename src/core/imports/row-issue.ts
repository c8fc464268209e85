import type { FieldIssueCode } from '../participants/fields/field-result.js';

/** What a row can be refused for beside its fields. */
export type RowIssueCode =
  | FieldIssueCode
  /** The row has values to the right of the header's last column. */
  | 'surplus_cells'
  /** The event has no place left and keeps no waitlist. */
  | 'event_full'
  /** The event is completed or cancelled. */
  | 'event_closed';

/** A problem of one row. Only `value` holds what the file says. */
export interface RowIssue {
  /** Counts the records of the file, the header being 1. */
  row: number;
  /** The number that a spreadsheet shows, only where it is another one (see `RawRow`). */
  sheetRow?: number;
  /** `name`, `email`, `phone`, `birthDate`, the id of a custom field, or `row`. */
  field: string;
  code: RowIssueCode;
  message: string;
  /** The cell as the file shows it, at most 200 characters of it. */
  value: string;
}

const longestValue = 200;

/** The part of a cell's text that is shown with its issue. */
export function issueValue(text: string): string {
  if (text.length <= longestValue) return text;
  return `${text.slice(0, longestValue - 1).toWellFormed()}…`;
}

/** Where a row is found, as it goes into its issues. */
export function placeOf({ row, sheetRow }: { row: number; sheetRow?: number | undefined }) {
  return sheetRow === undefined ? { row } : { row, sheetRow };
}
