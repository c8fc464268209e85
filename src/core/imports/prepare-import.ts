import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { ColumnMapping } from './column-mapping.js';
import { mapColumns } from './map-columns.js';
import type { OpenedFile } from './open-file.js';
import { createRowParser, type ParsedRow } from './parse-row.js';
import type { RawRow } from './raw-row.js';
import type { ImportOptions } from './schema.js';

/** A file that was understood, ready to be imported. */
export interface PreparedImport extends OpenedFile {
  mapping: ColumnMapping;
  options: ImportOptions;
  /** SHA-256 over everything but the file that decides what an import does. */
  mappingHash: Buffer;
  parse(row: RawRow): ParsedRow;
}

/** Decides about the columns of a file, by its header. Changes nothing. Errors: those of `mapColumns`. */
export function prepareImport(
  { clock }: Pick<Context, 'clock'>,
  input: {
    file: OpenedFile;
    event: Pick<Event, 'formFields' | 'timezone'>;
    options: ImportOptions;
    /** Makes this import one of its own even if the file was imported before. */
    salt?: string | undefined;
  },
): PreparedImport {
  const { file, event, options } = input;
  const { formFields } = event;
  const mapping = mapColumns(file.table.header.cells, { ...options, formFields });
  const now = DateTime.fromJSDate(clock.now(), { zone: event.timezone });
  return {
    ...file,
    mapping,
    options,
    mappingHash: hashMapping(mapping, options, input.salt),
    parse: createRowParser(mapping, { region: options.region, today: now.toISODate() ?? '' }),
  };
}

function hashMapping(mapping: ColumnMapping, options: ImportOptions, salt = ''): Buffer {
  const { onExisting, region, encoding, delimiter, sheet } = options;
  const parts = [mapping.hashInput, onExisting, region, encoding, delimiter, sheet, salt];
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
