import { basename, dirname, extname } from 'node:path';
import { crashPoint } from '../crash-points.js';
import { openDraftFile, removeAbandonedDrafts } from '../files/draft-file.js';
import { tableErrors } from './errors.js';
import { guardText } from './formula-guard.js';
import type { PlainCell, TableSink } from './table-sink.js';

/** Nothing is written for `null`. Text is guarded against formulas, numbers and booleans stay such. */
export type TableCell = string | number | boolean | null | undefined;

/** A table on its way to disk: nothing exists under its name until `commit`. */
export interface TableWriter {
  write(rows: readonly (readonly TableCell[])[]): Promise<void>;
  /** Completes the file, makes it durable and puts it in its place, over an older one. */
  commit(): Promise<void>;
  /** Leaves nothing behind; harmless after `commit`. */
  abort(): Promise<void>;
}

/**
 * Opens a .csv or .xlsx file, readable by its owner only, and writes the header. The rows go to a
 * hidden file beside it, so a crash leaves the old file whole and at worst that hidden one, which the
 * next writer of this file removes.
 * Errors: TABLE_UNKNOWN_FORMAT, TABLE_NOT_WRITABLE.
 */
export async function openTableWriter(
  path: string,
  header: readonly string[],
): Promise<TableWriter> {
  const file = basename(path);
  const draft = await guardErrors(file, () => openDraft(path));
  const sink = draft.handle;
  let settled = false;

  async function abort(): Promise<void> {
    if (settled) return;
    settled = true;
    await sink.destroy();
    await draft.discard();
  }
  async function write(rows: readonly (readonly TableCell[])[]): Promise<void> {
    await crashPoint('file write draft', () =>
      guardErrors(file, () => sink.write(rows.map((row) => row.map(plainCell)))),
    );
  }
  async function commit(): Promise<void> {
    await guardErrors(file, async () => {
      await crashPoint('file sync draft', () => sink.finish());
      await draft.publish();
      settled = true;
    });
  }

  try {
    await write([header]);
  } catch (error) {
    await abort();
    throw error;
  }
  return { write, commit, abort };
}

function plainCell(cell: TableCell): PlainCell {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'string' ? guardText(cell) : cell;
}

async function openDraft(path: string) {
  const openSink = await sinkOf(path);
  await removeAbandonedDrafts(dirname(path), basename(path));
  return await openDraftFile(path, openSink);
}

async function sinkOf(path: string): Promise<(temporary: string) => Promise<TableSink>> {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return (await import('./csv-table-sink.js')).openCsvSink;
    case '.xlsx':
      return (await import('./xlsx-table-sink.js')).openXlsxSink;
    default:
      throw tableErrors.unknownFormat({ file: basename(path) });
  }
}

async function guardErrors<Value>(file: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const isSystemError = error instanceof Error && 'syscall' in error;
    throw isSystemError ? tableErrors.notWritable({ file }, error) : error;
  }
}
