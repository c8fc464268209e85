import { createWorkBehind } from '../work-behind.js';
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

/** Rows on their way into a table by COPY. One at a time in a transaction. */
export interface RowCopy {
  /** Takes a row; it is in the table after `flush`. Throws for a value that is none of its column's type. */
  add(row: readonly ColumnValue[]): void;
  /** Whether there is enough for a statement; who begins one then keeps memory flat. */
  readonly isFull: boolean;
  /** Begins to write what there is; waits only for the statement before, and throws what that one threw. */
  begin(): Promise<void>;
  /** Waits until all rows are in the table; throws what a statement threw. */
  flush(): Promise<void>;
  /** Waits until no statement runs, and drops what has not begun: then the transaction can be rolled back. */
  abandon(): Promise<void>;
}

/** Of a statement: as many rows as a few thousand participants need. Each statement has a price of its own. */
const statementBytes = 2 * 1024 * 1024;
const usualBytes = statementBytes + statementBytes / 4;
const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailerBytes = 2;

/**
 * Gathers rows in PostgreSQL's binary COPY format and gives `write` those of one statement after another, while the next
 * ones are gathered. Rows become bytes at once, in two buffers that are used in turn: held as values until their
 * statement begins they would be most of what the collector has to move.
 *
 * Binary because it needs neither hex nor escapes: on both sides less than half of the text format's work for
 * rows of ciphertext. Source: PostgreSQL manual, COPY, "Binary Format".
 */
export function createRowCopy(
  encoders: readonly EncodeValue[],
  write: (bytes: Buffer) => Promise<void>,
): RowCopy {
  const behind = createWorkBehind();
  let gathered = Buffer.allocUnsafe(usualBytes);
  let spare = Buffer.allocUnsafe(usualBytes);
  let at = 0;

  /** What is gathered; the buffer of the statement before is free for the next rows. */
  function take(): Buffer {
    const bytes = gathered.subarray(0, gathered.writeInt16BE(-1, at));
    [gathered, spare] = [spare, gathered];
    at = 0;
    return bytes;
  }

  async function begin(): Promise<void> {
    if (at > 0) await behind.start(async () => await write(take()));
  }

  return {
    get isFull() {
      return at >= statementBytes;
    },
    begin,
    add(row) {
      if (at === 0) at = signature.copy(gathered);
      const needed = at + largestRow(row) + trailerBytes;
      if (needed > gathered.length) gathered = enlarge(gathered, needed);
      at = encodeRow(gathered, at, row, encoders);
    },
    async flush() {
      await begin();
      await behind.done();
    },
    async abandon() {
      at = 0;
      await behind.done().catch(() => undefined);
    },
  };
}

function enlarge(bytes: Buffer, least: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(Math.max(least, bytes.length * 2));
  bytes.copy(larger);
  return larger;
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
