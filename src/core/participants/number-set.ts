/**
 * A growing set of registration numbers, one bit each: an import of a million rows keeps this
 * for as long as it lasts, and a `Set` would take forty megabytes.
 */
export interface NumberSet {
  has(number: number): boolean;
  add(number: number): void;
}

export function createNumberSet(): NumberSet {
  let bits = new Uint8Array(1024);
  return {
    has: (number) => ((bits[number >> 3] ?? 0) & (1 << (number & 7))) !== 0,
    add(number) {
      const at = number >> 3;
      if (at >= bits.length) bits = enlarge(bits, at + 1);
      bits[at] = (bits[at] ?? 0) | (1 << (number & 7));
    },
  };
}

function enlarge(bits: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(least, bits.length * 2));
  larger.set(bits);
  return larger;
}
