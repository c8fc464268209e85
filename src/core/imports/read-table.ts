import { importErrors } from './errors.js';
import type { FileInspection } from './file-inspection.js';
import type { FileSource } from './file-source.js';
import type { RawRow } from './raw-row.js';
import type { ReadLimits } from './read-limits.js';

/** A table whose header has been read. `rows` is read once, to its end or until one stops. */
export interface Table {
  header: RawRow;
  rows: AsyncIterable<RawRow[]>;
  /** Closes the file when `rows` is not read to its end. */
  close(): Promise<void>;
}

/**
 * The rows of an inspected file, some hundred at a time, the header first. Rows without content
 * are left out but counted. Ends with IMPORT_FILE_CHANGED if the bytes are not those that were
 * inspected, so nothing may be kept before the end is reached.
 */
export async function* readTable(
  source: FileSource,
  inspection: FileInspection,
  limits: ReadLimits,
  signal?: AbortSignal,
): AsyncGenerator<RawRow[]> {
  if (inspection.format === 'xlsx') {
    const { readXlsx } = await import('./adapters/read-xlsx.js');
    yield* readXlsx(source, inspection, limits, signal);
  } else {
    const { readCsv } = await import('./adapters/read-csv.js');
    yield* readCsv(source, inspection, limits, signal);
  }
}

/** Reads up to the header, which is the first row with content. Errors: those of `readTable`, IMPORT_NO_ROWS. */
export async function openTable(
  source: FileSource,
  inspection: FileInspection,
  limits: ReadLimits,
  signal?: AbortSignal,
): Promise<Table> {
  const batches = readTable(source, inspection, limits, signal);
  const first = await batches.next();
  const [header, ...rest] = first.value ?? [];
  if (!header) throw importErrors.noRows({ file: source.name });
  return {
    header,
    rows: requireRows(rest, batches, source.name),
    async close() {
      await batches.return(undefined);
    },
  };
}

async function* requireRows(
  first: RawRow[],
  batches: AsyncIterable<RawRow[]>,
  file: string,
): AsyncGenerator<RawRow[]> {
  let empty = true;
  if (first.length > 0) {
    empty = false;
    yield first;
  }
  for await (const batch of batches) {
    empty = false;
    yield batch;
  }
  if (empty) throw importErrors.noRows({ file });
}
