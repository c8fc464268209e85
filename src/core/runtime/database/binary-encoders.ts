/** JSON columns take their text, times a Date or ISO text, ids their text or 16 bytes, bytes a buffer or hex digits. */
export type ColumnValue = string | number | boolean | Buffer | Date | null;

/** Writes `value` into `piece` at `at`, where there is room; returns where it ended. */
export type EncodeValue = (piece: Buffer, at: number, value: NonNullable<ColumnValue>) => number;

/** Type ids of PostgreSQL (pg_type.dat), which never change. */
export const typeIds = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  smallint: 21,
  int: 23,
  text: 25,
  json: 114,
  timestamptz: 1184,
  uuid: 2950,
  jsonb: 3802,
} as const;

export type TypeName = keyof typeof typeIds;

/** Values as PostgreSQL's binary formats have them (the `*_recv` functions of its types). */
const encoders: Readonly<Record<TypeName, EncodeValue>> = {
  boolean: (piece, at, value) => piece.writeUInt8(value === true ? 1 : 0, at),
  bytea: writeBytes,
  bigint: (piece, at, value) =>
    piece.writeBigInt64BE(BigInt(wholeNumber('bigint', value, Number.MAX_SAFE_INTEGER)), at),
  smallint: (piece, at, value) =>
    piece.writeInt16BE(wholeNumber('smallint', value, 2 ** 15 - 1), at),
  int: (piece, at, value) => piece.writeInt32BE(wholeNumber('int', value, 2 ** 31 - 1), at),
  text: writeText,
  json: writeText,
  timestamptz: writeTimestamp,
  uuid: writeUuid,
  jsonb: (piece, at, value) => writeText(piece, piece.writeUInt8(jsonbVersion, at), value),
};

const jsonbVersion = 1;

const namesOfTypes = new Map(
  Object.entries(typeIds).map(([name, id]) => [id as number, name as TypeName]),
);

/** The name of a type that can be written; undefined for any other. */
export function typeName(id: number | undefined): TypeName | undefined {
  return id === undefined ? undefined : namesOfTypes.get(id);
}

/** How values of a type are written. */
export function encoderOf(type: TypeName): EncodeValue {
  return encoders[type];
}

/** Room that a value needs at most, in bytes. */
export function largestSize(value: ColumnValue | undefined): number {
  // A UTF-16 unit is at most three bytes of UTF-8.
  if (typeof value === 'string') return fixedBytes + value.length * 3;
  return Buffer.isBuffer(value) ? fixedBytes + value.length : fixedBytes;
}

/** Beside a value's own bytes: its length, the fixed-size types, the version of JSON. */
const fixedBytes = 32;

/** The error of the database for the same value, so that whoever looks at its code knows what it is. */
function refusal(type: TypeName): Error {
  return Object.assign(new RangeError(`not a value of type ${type}`), { code: '22P03' });
}

/** A buffer takes whatever it is given for a number, as 0. */
function wholeNumber(type: TypeName, value: NonNullable<ColumnValue>, largest: number): number {
  const number = value as number;
  if (Number.isSafeInteger(number) && number <= largest && number >= -largest - 1) return number;
  throw refusal(type);
}

function writeBytes(piece: Buffer, at: number, value: NonNullable<ColumnValue>): number {
  if (Buffer.isBuffer(value)) return at + value.copy(piece, at);
  const text = value as string;
  const written = piece.write(text, at, 'hex');
  if (written * 2 !== text.length) throw refusal('bytea');
  return at + written;
}

function writeText(piece: Buffer, at: number, value: NonNullable<ColumnValue>): number {
  return at + piece.write(value as string, at, 'utf8');
}

/** Microseconds since 2000-01-01, 64 bits; a number has them exactly for 285 years to both sides. */
function writeTimestamp(piece: Buffer, at: number, value: NonNullable<ColumnValue>): number {
  const milliseconds = value instanceof Date ? value.getTime() : Date.parse(value as string);
  const microseconds = (milliseconds - postgresEpoch) * 1000;
  if (!Number.isSafeInteger(microseconds)) throw refusal('timestamptz');
  const high = Math.floor(microseconds / wordSize);
  return piece.writeUInt32BE(microseconds - high * wordSize, piece.writeInt32BE(high, at));
}

const postgresEpoch = Date.UTC(2000, 0, 1);
const wordSize = 2 ** 32;

/** Digit by digit: `replaceAll` and a hex decoder take four times as long. */
function writeUuid(piece: Buffer, start: number, value: NonNullable<ColumnValue>): number {
  if (Buffer.isBuffer(value)) {
    if (value.length !== uuidBytes) throw refusal('uuid');
    return writeBytes(piece, start, value);
  }
  const text = value as string;
  let at = start;
  let seen = 0;
  for (let from = 0; from < text.length; from += 2) {
    if (text.charCodeAt(from) === dash) from += 1;
    const high = digits[text.charCodeAt(from)] ?? notHex;
    const low = digits[text.charCodeAt(from + 1)] ?? notHex;
    seen |= high | low;
    if (at === start + uuidBytes) throw refusal('uuid');
    piece[at++] = (high << 4) | low;
  }
  if (seen >= notHex || at !== start + uuidBytes) throw refusal('uuid');
  return at;
}

const uuidBytes = 16;
const dash = '-'.charCodeAt(0);
const notHex = 16;
/** What the characters of ASCII are worth as hex digits. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? notHex : digit;
});
