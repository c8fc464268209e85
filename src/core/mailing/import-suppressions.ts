import { aliasRank, headerKey } from '../imports/column-aliases.js';
import type { FileSource } from '../imports/file-source.js';
import { inspectFile } from '../imports/inspect-file.js';
import type { Cell, RawRow } from '../imports/raw-row.js';
import { defaultReadLimits } from '../imports/read-limits.js';
import { readTable } from '../imports/read-table.js';
import { type FieldInput, inputText } from '../participants/fields/field-input.js';
import { parseEmail } from '../participants/fields/parse-email.js';
import type { Context } from '../runtime/context.js';
import { suppressionErrors } from './suppression-errors.js';
import {
  type NewSuppression,
  type SuppressionReason,
  saveSuppressions,
  suppressionReasons,
} from './suppression-repository.js';

export interface SuppressionImport {
  /** Rows with an address, the header not counted. */
  rows: number;
  added: number;
  strengthened: number;
  known: number;
  /** Rows whose address is none, as the file counts them, the header being 1; a hundred at most. */
  rejectedRows: number[];
  rejected: number;
}

/** What each column of the file is. `hasHeader` is false when the first row is an address already. */
export interface SuppressionColumns {
  email: number;
  reason: number | undefined;
  note: number | undefined;
  hasHeader: boolean;
}

const listedRejects = 100;

/**
 * Puts the addresses of a .csv or .xlsx file on the list: a file of one column, or one with a column
 * `email`, and `reason` and `note` as in an export. All or nothing, rejected rows aside.
 * Errors: every IMPORT_ code that a file as a whole can have, SUPPRESSION_FILE_NO_ADDRESSES.
 */
export async function importSuppressions(
  context: Pick<Context, 'config' | 'database' | 'ids' | 'keyring'>,
  source: FileSource,
  options: { reason?: SuppressionReason | undefined; signal?: AbortSignal | undefined } = {},
): Promise<SuppressionImport> {
  const { maxSize, maxRows, maxColumns, maxCellLength } = context.config.imports;
  const limits = { ...defaultReadLimits, maxSize, maxRows, maxColumns, maxCellLength };
  const inspection = await inspectFile(source, {}, limits);
  const fallback = options.reason ?? 'manual';
  return await context.database.transaction(async (trx) => {
    const result = emptyImport();
    let columns: SuppressionColumns | undefined;
    for await (const batch of readTable(source, inspection, limits, options.signal)) {
      const isFirst = columns === undefined;
      columns ??= findColumns(batch[0]?.cells ?? []);
      if (!columns) throw suppressionErrors.noAddresses({ file: source.name });
      const rows = isFirst && columns.hasHeader ? batch.slice(1) : batch;
      const read = readRows(rows, columns, fallback);
      const fresh = read.suppressions.map((one) => ({ ...one, id: context.ids.next() }));
      const { added, strengthened } = await saveSuppressions(trx, context.keyring, fresh);
      result.rows += rows.length;
      result.added += added;
      result.strengthened += strengthened;
      result.rejected += read.rejected.length;
      const room = listedRejects - result.rejectedRows.length;
      result.rejectedRows.push(...read.rejected.slice(0, room));
    }
    const { rows, added, strengthened, rejected } = result;
    return { ...result, known: rows - added - strengthened - rejected };
  });
}

/** Which column has the addresses: the one of that name, else the one with an `@` in the first row. */
export function findColumns(first: readonly Cell[]): SuppressionColumns | undefined {
  const texts = first.map(inputText);
  const named = texts.findIndex((text) => aliasRank('email', text) !== undefined);
  if (named !== -1) {
    const columnOf = (name: string) => {
      const index = texts.findIndex((text) => headerKey(text) === name);
      return index === -1 ? undefined : index;
    };
    return { email: named, reason: columnOf('reason'), note: columnOf('note'), hasHeader: true };
  }
  const email = texts.findIndex((text) => /\S@\S/.test(text));
  return email === -1 ? undefined : { email, reason: undefined, note: undefined, hasHeader: false };
}

/** The suppressions in some rows, each address once for its strongest reason, and the rows without. */
export function readRows(
  rows: readonly RawRow[],
  columns: SuppressionColumns,
  fallback: SuppressionReason,
): { suppressions: Omit<NewSuppression, 'id'>[]; rejected: number[] } {
  const byEmail = new Map<string, Omit<NewSuppression, 'id'>>();
  const rejected: number[] = [];
  for (const { row, sheetRow, cells } of rows) {
    const email = parseEmail(cells[columns.email] ?? '');
    if (!email.ok) {
      rejected.push(sheetRow ?? row);
      continue;
    }
    const reason = readReason(at(cells, columns.reason)) ?? fallback;
    const note = inputText(at(cells, columns.note)).trim() || null;
    const known = byEmail.get(email.value);
    if (known && rankOf(known.reason) >= rankOf(reason)) continue;
    byEmail.set(email.value, { email: email.value, reason, note });
  }
  return { suppressions: [...byEmail.values()], rejected };
}

function at(cells: readonly Cell[], index: number | undefined): FieldInput {
  return (index === undefined ? undefined : cells[index]) ?? '';
}

function readReason(cell: FieldInput): SuppressionReason | undefined {
  const text = inputText(cell).trim().toLowerCase();
  return suppressionReasons.find((reason) => reason === text);
}

function rankOf(reason: SuppressionReason): number {
  return suppressionReasons.indexOf(reason);
}

function emptyImport(): SuppressionImport {
  return { rows: 0, added: 0, strengthened: 0, known: 0, rejectedRows: [], rejected: 0 };
}
