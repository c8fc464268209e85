import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { ColumnMapping } from './column-mapping.js';
import { countBytes } from './counting-source.js';
import type { FileInspection } from './file-inspection.js';
import type { FileSource } from './file-source.js';
import { inspectFile } from './inspect-file.js';
import { mapColumns } from './map-columns.js';
import { createRowParser, type ParsedRow } from './parse-row.js';
import type { RawRow } from './raw-row.js';
import { defaultReadLimits, type ReadLimits } from './read-limits.js';
import { openTable, type Table } from './read-table.js';
import type { ImportOptions } from './schema.js';

/** A file that was understood, ready to be imported; `table` can be read once. */
export interface PreparedImport {
  inspection: FileInspection;
  mapping: ColumnMapping;
  table: Table;
  options: ImportOptions;
  /** SHA-256 over everything but the file that decides what an import does. */
  mappingHash: Buffer;
  parse(row: RawRow): ParsedRow;
  /** How much of the file has been read, 0 to 1. */
  shareRead(): number;
}

/**
 * Finds out what a file is, reads its header and decides about its columns. Changes nothing; all
 * errors that concern the file as a whole come from here.
 */
export async function prepareImport(
  context: Pick<Context, 'config' | 'clock'>,
  input: {
    source: FileSource;
    event: Pick<Event, 'formFields' | 'timezone'>;
    options: ImportOptions;
    /** Makes this import one of its own even if the file was imported before. */
    salt?: string | undefined;
    signal?: AbortSignal | undefined;
  },
): Promise<PreparedImport> {
  const { event, options, signal } = input;
  const limits = readLimits(context, options);
  const source = countBytes(input.source);
  const inspection = await inspectFile(source, options, limits);
  const table = await openTable(source, inspection, limits, signal);
  try {
    const { formFields } = event;
    const mapping = mapColumns(table.header.cells, { ...options, formFields });
    const now = DateTime.fromJSDate(context.clock.now(), { zone: event.timezone });
    const today = now.toISODate() ?? '';
    return {
      inspection,
      mapping,
      table,
      options,
      mappingHash: hashMapping(mapping, options, input.salt),
      parse: createRowParser(mapping, { region: options.region, today }),
      shareRead: () => Math.min(1, source.bytesRead() / Math.max(1, inspection.size)),
    };
  } catch (error) {
    // Nobody else knows of the table yet: of its open file, or of the thread that reads a workbook.
    await table.close();
    throw error;
  }
}

function readLimits({ config }: Pick<Context, 'config'>, options: ImportOptions): ReadLimits {
  const { maxSize, maxRows, maxColumns, maxCellLength } = config.imports;
  return {
    ...defaultReadLimits,
    maxRows,
    maxColumns,
    maxCellLength,
    maxSize: options.maxSize ?? maxSize,
  };
}

function hashMapping(mapping: ColumnMapping, options: ImportOptions, salt = ''): Buffer {
  const { onExisting, region, encoding, delimiter, sheet } = options;
  const parts = [mapping.hashInput, onExisting, region, encoding, delimiter, sheet, salt];
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
