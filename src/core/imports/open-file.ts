import type { Config } from '../runtime/config/config-schema.js';
import { countBytes } from './counting-source.js';
import type { FileInspection } from './file-inspection.js';
import type { FileSource } from './file-source.js';
import { type InspectOptions, inspectFile } from './inspect-file.js';
import { defaultReadLimits } from './read-limits.js';
import { openTable, type Table } from './read-table.js';

/** A file that is known for what it is, read up to its header. */
export interface OpenedFile {
  inspection: FileInspection;
  /** Can be read once; whoever opened the file closes it. */
  table: Table;
  /** How much of the file has been read, 0 to 1. */
  shareRead(): number;
}

/**
 * Finds out what a file is and begins to read it. Needs nothing but the configured limits, so that it
 * can go on while a database is opened. Errors: every IMPORT_ code that a file as a whole can have.
 */
export async function openFile(
  config: Pick<Config, 'imports'>,
  file: FileSource,
  options: InspectOptions & { maxSize?: number | undefined },
  signal?: AbortSignal,
): Promise<OpenedFile> {
  const { maxSize, maxRows, maxColumns, maxCellLength } = config.imports;
  const limits = {
    ...defaultReadLimits,
    maxRows,
    maxColumns,
    maxCellLength,
    maxSize: options.maxSize ?? maxSize,
  };
  const source = countBytes(file);
  const inspection = await inspectFile(source, options, limits);
  return {
    inspection,
    table: await openTable(source, inspection, limits, signal),
    shareRead: () => Math.min(1, source.bytesRead() / Math.max(1, inspection.size)),
  };
}
