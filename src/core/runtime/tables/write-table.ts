import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { crashPoint } from '../crash-points.js';
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
  const { temporary, sink } = await guardErrors(file, () => openBeside(path));
  let settled = false;

  async function abort(): Promise<void> {
    if (settled) return;
    settled = true;
    await sink.destroy();
    await rm(temporary, { force: true });
  }
  async function write(rows: readonly (readonly TableCell[])[]): Promise<void> {
    await crashPoint('file write draft', () =>
      guardErrors(file, () => sink.write(rows.map((row) => row.map(plainCell)))),
    );
  }
  async function commit(): Promise<void> {
    await guardErrors(file, async () => {
      await crashPoint('file sync draft', () => sink.finish());
      await crashPoint('file rename draft', () => rename(temporary, path));
      settled = true;
      await crashPoint('file sync folder', () => syncFolder(dirname(path)));
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

async function openBeside(path: string): Promise<{ temporary: string; sink: TableSink }> {
  const openSink = await sinkOf(path);
  await removeAbandoned(path);
  for (let number = 1; ; number += 1) {
    const name = `.${basename(path)}.${process.pid}-${number}.partial`;
    const temporary = join(dirname(path), name);
    try {
      const sink = await crashPoint('file create draft', () => openSink(temporary));
      return { temporary, sink };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Drafts of this file whose writers died: they hold what the file would have held. */
async function removeAbandoned(path: string): Promise<void> {
  const prefix = `.${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const pid = name.startsWith(prefix) && /^(\d+)-\d+\.partial$/.exec(name.slice(prefix.length));
    if (pid && !isRunning(Number(pid[1]))) await rm(join(dirname(path), name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
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

/** A new name is durable only once its folder is; some systems cannot do that, and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

async function guardErrors<Value>(file: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const isSystemError = error instanceof Error && 'syscall' in error;
    throw isSystemError ? tableErrors.notWritable({ file }, error) : error;
  }
}
