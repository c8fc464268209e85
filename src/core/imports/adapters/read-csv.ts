import { createHash } from 'node:crypto';
import { addAbortSignal, pipeline, type Readable } from 'node:stream';
import { CsvError } from 'csv-parse';
import { importErrors } from '../errors.js';
import type { TextInspection } from '../file-inspection.js';
import type { FileSource } from '../file-source.js';
import type { RawRow } from '../raw-row.js';
import type { ReadLimits } from '../read-limits.js';
import { CsvBatcher } from './csv-batcher.js';
import { createDecoder } from './text-codec.js';

/**
 * The rows of a text file in batches, the header first. The bytes are hashed again, and the last
 * thing that happens is an IMPORT_FILE_CHANGED error if they are not those that were inspected.
 * Leaving the loop early, an error or an abort closes the file.
 */
export async function* readCsv(
  source: FileSource,
  inspection: TextInspection,
  limits: ReadLimits,
  signal?: AbortSignal,
): AsyncGenerator<RawRow[]> {
  const batches = new CsvBatcher(source.name, inspection, limits);
  const bytes = addSignal(source.open(), signal);
  // Errors reach the loop below through `batches`, which pipeline destroys with them.
  pipeline(bytes, (chunks) => prepare(chunks, source, inspection), batches, ignore);
  try {
    yield* batches as AsyncIterable<RawRow[]>;
  } catch (error) {
    throw describeError(error, source, batches.nextRow, limits);
  } finally {
    bytes.destroy();
  }
}

function ignore(): void {}

function addSignal(stream: Readable, signal: AbortSignal | undefined): Readable {
  return signal ? addAbortSignal(signal, stream) : stream;
}

async function* prepare(
  chunks: AsyncIterable<Buffer>,
  source: FileSource,
  inspection: TextInspection,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const decode = inspection.encoding === 'utf-8' ? undefined : createDecoder(inspection.encoding);
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield decode ? Buffer.from(decode.write(chunk)) : chunk;
  }
  if (decode) yield Buffer.from(decode.end());
  if (hash.digest('hex') !== inspection.sha256) {
    throw importErrors.fileChanged({ file: source.name });
  }
}

function describeError(
  error: unknown,
  source: FileSource,
  row: number,
  limits: ReadLimits,
): unknown {
  if (!(error instanceof CsvError)) return error;
  const file = source.name;
  // The library's messages quote the cell, so neither they nor the error itself are passed on.
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return importErrors.cellTooLong({ file, row, maxCellLength: limits.maxCellLength });
    case 'CSV_QUOTE_NOT_CLOSED':
      return importErrors.malformed({ file, row, reason: 'a quotation mark is never closed' });
    default:
      return importErrors.malformed({
        file,
        row,
        reason: 'text follows a closing quotation mark',
      });
  }
}
