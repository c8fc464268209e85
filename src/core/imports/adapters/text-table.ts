/** Texts by their number, kept outside of the heap: of millions, each collection would have to walk all. */
export interface TextTable {
  readonly length: number;
  add(text: string): void;
  /** Undefined beyond the last one. */
  at(index: number): string | undefined;
}

const pieceBits = 20;
const pieceBytes = 2 ** pieceBits;
/** Before each text: whether its units have two bytes, and how many bytes it has. */
const headBytes = 5;

/**
 * An empty table, for up to 4,096 pieces. Each begins at a multiple of their size; a text that does not fit into
 * one has a larger piece of its own.
 */
export function createTextTable(): TextTable {
  const pieces: Buffer[] = [];
  let places = new Uint32Array(1024);
  let length = 0;
  let used = pieceBytes;

  return {
    get length() {
      return length;
    },
    add(text) {
      // Two bytes a unit, not UTF-8: half of a pair stays what it was, and is refused later.
      const isWide = beyondLatin1.test(text);
      const bytes = isWide ? text.length * 2 : text.length;
      const needed = headBytes + bytes;
      if (used + needed > pieceBytes) {
        pieces.push(Buffer.allocUnsafeSlow(Math.max(pieceBytes, needed)));
        used = 0;
      }
      const piece = pieces[pieces.length - 1] as Buffer;
      if (length === places.length) places = grown(places);
      places[length] = (pieces.length - 1) * pieceBytes + used;
      length += 1;
      const start = piece.writeUInt32LE(bytes, piece.writeUInt8(isWide ? 1 : 0, used));
      used = start + piece.write(text, start, isWide ? 'utf16le' : 'latin1');
    },
    at(index) {
      const place = index < length ? places[index] : undefined;
      if (place === undefined) return undefined;
      const piece = pieces[place >>> pieceBits] as Buffer;
      const head = place & (pieceBytes - 1);
      const start = head + headBytes;
      const end = start + piece.readUInt32LE(head + 1);
      return piece.toString(piece[head] === 1 ? 'utf16le' : 'latin1', start, end);
    },
  };
}

const beyondLatin1 = /[^\0-\xff]/;

function grown(places: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(places.length * 2);
  larger.set(places);
  return larger;
}
