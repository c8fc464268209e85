import { createBufferFileSource } from '../../../src/core/imports/adapters/buffer-file-source.js';
import type { FileInspection } from '../../../src/core/imports/file-inspection.js';
import { type InspectOptions, inspectFile } from '../../../src/core/imports/inspect-file.js';
import type { RawRow } from '../../../src/core/imports/raw-row.js';
import { defaultReadLimits, type ReadLimits } from '../../../src/core/imports/read-limits.js';
import { readTable } from '../../../src/core/imports/read-table.js';

export interface ReadFileResult {
  inspection: FileInspection;
  rows: RawRow[];
}

/** Inspects bytes and reads all of their rows, the header included. */
export async function readFile(
  content: Buffer | string,
  options: InspectOptions = {},
  limits: Partial<ReadLimits> = {},
): Promise<ReadFileResult> {
  const source = createBufferFileSource('list.csv', Buffer.from(content));
  const allLimits = { ...defaultReadLimits, ...limits };
  const inspection = await inspectFile(source, options, allLimits);
  const rows: RawRow[] = [];
  for await (const batch of readTable(source, inspection, allLimits)) rows.push(...batch);
  return { inspection, rows };
}
