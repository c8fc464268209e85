import { brotliDecompressSync } from 'node:zlib';

/**
 * The code points for which a WOFF2 font has a glyph (https://www.w3.org/TR/WOFF2/, and cmap formats 4 and
 * 12 of OpenType). Only for fonts that are known to be whole: nothing is checked.
 */
export function readCmap(font: Buffer): ReadonlySet<number> {
  const table = findTable(font);
  const codePoints = new Set<number>();
  for (let index = 0; index < table.readUInt16BE(2); index++) {
    const subtable = table.subarray(table.readUInt32BE(4 + index * 8 + 4));
    const format = subtable.readUInt16BE(0);
    if (format === 4) readSegments(subtable, codePoints);
    if (format === 12) readGroups(subtable, codePoints);
  }
  return codePoints;
}

const headerBytes = 48;
/** The numbers that known tables have in the directory, as far as they matter here. */
const tableNumbers = { cmap: 0, glyf: 10, loca: 11, arbitrary: 63 } as const;

/** 4.1: the directory is read up to cmap; the tables lie one behind the other in one Brotli stream. */
function findTable(font: Buffer): Buffer {
  let position = headerBytes;
  let offset = 0;
  let cmap: { start: number; end: number } | undefined;
  for (let left = font.readUInt16BE(12); left > 0; left--) {
    const flags = font.readUInt8(position++);
    const number = flags & 0x3f;
    if (number === tableNumbers.arbitrary) position += 4;
    const original = readBase128();
    const isOutline = number === tableNumbers.glyf || number === tableNumbers.loca;
    const isTransformed = flags >> 6 !== (isOutline ? 3 : 0);
    const length = isTransformed ? readBase128() : original;
    if (number === tableNumbers.cmap) cmap = { start: offset, end: offset + length };
    offset += length;
  }
  return brotliDecompressSync(font.subarray(position)).subarray(cmap?.start, cmap?.end);

  function readBase128(): number {
    for (let value = 0; ; ) {
      const byte = font.readUInt8(position++);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
  }
}

/** Format 4: segments with a difference, or with an offset into a table of glyphs. */
function readSegments(table: Buffer, codePoints: Set<number>): void {
  const length = table.readUInt16BE(6);
  for (let index = 0; index < length; index += 2) {
    const last = table.readUInt16BE(14 + index);
    const first = table.readUInt16BE(16 + length + index);
    const delta = table.readUInt16BE(16 + 2 * length + index);
    const at = 16 + 3 * length + index;
    const offset = table.readUInt16BE(at);
    for (let code = first; code <= last && code < 0xffff; code++) {
      const glyph =
        offset === 0
          ? (code + delta) & 0xffff
          : table.readUInt16BE(at + offset + 2 * (code - first));
      if (glyph !== 0) codePoints.add(code);
    }
  }
}

/** Format 12: groups of code points that have glyphs one after the other. */
function readGroups(table: Buffer, codePoints: Set<number>): void {
  for (let group = 0; group < table.readUInt32BE(12); group++) {
    const last = table.readUInt32BE(20 + group * 12);
    for (let code = table.readUInt32BE(16 + group * 12); code <= last; code++) codePoints.add(code);
  }
}
