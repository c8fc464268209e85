import type { CopyValue } from './copy-rows.js';

/** Writes `value` into `piece` at `at`, where there is room; returns where it ended. */
export type EncodeValue = (piece: Buffer, at: number, value: NonNullable<CopyValue>) => number;

/** Type ids of PostgreSQL (pg_type.dat), which never change. */
const encoders: Readonly<Record<number, () => EncodeValue>> = {
  16: () => (piece, at, value) => piece.writeUInt8(value === true ? 1 : 0, at),
  17: () => (piece, at, value) => at + (value as Buffer).copy(piece, at),
  20: () => (piece, at, value) => piece.writeBigInt64BE(BigInt(wholeNumber(value)), at),
  21: () => (piece, at, value) => piece.writeInt16BE(wholeNumber(value), at),
  23: () => (piece, at, value) => piece.writeInt32BE(wholeNumber(value), at),
  25: () => writeText,
  114: () => writeText,
  1184: () => remembered(writeTimestamp),
  2950: () => remembered(writeUuid),
  3802: () => (piece, at, value) => writeText(piece, piece.writeUInt8(jsonbVersion, at), value),
};

const jsonbVersion = 1;

/** How values of a column are written. Throws for a type that nothing is copied into yet: a defect. */
export function columnEncoder(type: number | undefined, column: string): EncodeValue {
  const create = type === undefined ? undefined : encoders[type];
  if (!create) throw new Error(`COPY into ${column}: no encoder for type ${type ?? 'unknown'}`);
  return create();
}

/** A buffer takes whatever it is given for a number, as 0. */
function wholeNumber(value: NonNullable<CopyValue>): number {
  if (Number.isInteger(value)) return value as number;
  throw new RangeError('COPY: not a whole number');
}

function writeText(piece: Buffer, at: number, value: NonNullable<CopyValue>): number {
  return at + piece.write(value as string, at, 'utf8');
}

/** Microseconds since 2000-01-01, 64 bits. */
function writeTimestamp(piece: Buffer, at: number, value: NonNullable<CopyValue>): number {
  const milliseconds = value instanceof Date ? value.getTime() : Date.parse(value as string);
  if (Number.isNaN(milliseconds)) throw new RangeError('COPY: not a time');
  return piece.writeBigInt64BE(BigInt(milliseconds - postgresEpoch) * 1000n, at);
}

const postgresEpoch = Date.UTC(2000, 0, 1);

function writeUuid(piece: Buffer, at: number, value: NonNullable<CopyValue>): number {
  const written = piece.write((value as string).replaceAll('-', ''), at, 'hex');
  if (written !== 16) throw new RangeError('COPY: not a UUID');
  return at + written;
}

/** Many columns hold one value in all rows of a batch: its bytes are made once. */
function remembered(write: EncodeValue): EncodeValue {
  let last: NonNullable<CopyValue> | undefined;
  const bytes = Buffer.alloc(16);
  let length = 0;
  return (piece, at, value) => {
    if (value !== last) {
      length = write(bytes, 0, value);
      last = value;
    }
    return at + bytes.copy(piece, at, 0, length);
  };
}
