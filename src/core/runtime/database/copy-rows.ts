import {
  type ColumnValue,
  type EncodeValue,
  encoderOf,
  largestSize,
  typeName,
} from './binary-encoders.js';
import type { Transaction } from './database.js';

/** The table and columns that a COPY fills, in the order of the values of each row. */
export interface CopyTarget {
  table: string;
  columns: readonly string[];
}

/** `COPY "table" ("a", "b") FROM <source>`; names come from code, never from input. */
export function copyStatement(target: CopyTarget, source: 'STDIN' | "'/dev/blob'"): string {
  const columns = target.columns.map((column) => `"${column}"`).join(', ');
  return `COPY "${target.table}" (${columns}) FROM ${source} (FORMAT binary)`;
}

/**
 * How each column of `target` is written, as the database declares it. Throws for a type that nothing is
 * copied into yet: a defect.
 */
export async function copyEncoders(trx: Transaction, target: CopyTarget): Promise<EncodeValue[]> {
  const { rows } = await trx.raw<{ rows: { attname: string; atttypid: number }[] }>(
    'SELECT attname, atttypid::int FROM pg_attribute WHERE attrelid = ?::regclass AND attnum > 0',
    [target.table],
  );
  const types = new Map(rows.map(({ attname, atttypid }) => [attname, atttypid]));
  return target.columns.map((column) => {
    const type = typeName(types.get(column));
    if (!type) throw new Error(`COPY into ${column}: no encoder for type ${types.get(column)}`);
    return encoderOf(type);
  });
}

const pieceBytes = 1024 * 1024;
const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');

/**
 * Rows in PostgreSQL's binary COPY format, in pieces of about 1 MiB. Binary because it needs neither
 * hex nor escapes: on both sides less than half of the text format's work for rows of ciphertext.
 * Source: PostgreSQL manual, COPY, "Binary Format".
 */
export function* encodeCopyBinary(
  rows: Iterable<readonly ColumnValue[]>,
  encoders: readonly EncodeValue[],
  counted: { rows: number },
): Generator<Buffer> {
  let piece = Buffer.allocUnsafe(pieceBytes);
  let at = signature.copy(piece);
  for (const row of rows) {
    const needed = largestRow(row);
    if (at + needed > piece.length) {
      yield piece.subarray(0, at);
      piece = Buffer.allocUnsafe(Math.max(pieceBytes, needed));
      at = 0;
    }
    at = encodeRow(piece, at, row, encoders);
    counted.rows += 1;
  }
  // The trailer; there is room for it, because `largestRow` is never reached.
  yield Buffer.concat([piece.subarray(0, at), Buffer.from([0xff, 0xff])]);
}

function encodeRow(
  piece: Buffer,
  start: number,
  row: readonly ColumnValue[],
  encoders: readonly EncodeValue[],
): number {
  let at = piece.writeInt16BE(encoders.length, start);
  for (let index = 0; index < encoders.length; index++) {
    const value = row[index] ?? null;
    if (value === null) {
      at = piece.writeInt32BE(-1, at);
      continue;
    }
    const end = (encoders[index] as EncodeValue)(piece, at + 4, value);
    piece.writeInt32BE(end - at - 4, at);
    at = end;
  }
  return at;
}

function largestRow(row: readonly ColumnValue[]): number {
  let size = 2;
  for (const value of row) size += largestSize(value);
  return size;
}
