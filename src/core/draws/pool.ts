import { createHash } from 'node:crypto';

/** Somebody who takes part in a draw, under the public id of their ticket. */
export interface PoolEntry {
  id: string;
  /** How many chances: a whole number from 1. */
  weight: number;
}

/**
 * The pool as it is published: ids in the order of their bytes, each as often as its weight. Throws a
 * RangeError for an id that occurs twice, or a weight that is no whole number from 1.
 */
export function layOutPool(entries: readonly PoolEntry[]): string[] {
  const sorted = [...entries].sort((left, right) => compareBytes(left.id, right.id));
  const units: string[] = [];
  for (const [index, { id, weight }] of sorted.entries()) {
    if (id === sorted[index - 1]?.id) throw new RangeError('an id occurs twice in the pool');
    if (!Number.isInteger(weight) || weight < 1) {
      throw new RangeError('a weight is a whole number from 1');
    }
    for (let unit = 0; unit < weight; unit++) units.push(id);
  }
  return units;
}

/** SHA-256 over each id followed by a line feed, in hex. */
export function hashPool(pool: readonly string[]): string {
  const hash = createHash('sha256');
  const linesAtATime = 4096;
  for (let from = 0; from < pool.length; from += linesAtATime) {
    hash.update(`${pool.slice(from, from + linesAtATime).join('\n')}\n`);
  }
  return hash.digest('hex');
}

/** By the bytes of UTF-8; JavaScript's own order differs beyond the basic plane. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  let at = 0;
  while (left.charCodeAt(at) === right.charCodeAt(at)) at++;
  return rank(left.charCodeAt(at)) < rank(right.charCodeAt(at)) ? -1 : 1;
}

/** Halves of a character beyond the basic plane come after all within it; the end of a text comes first. */
function rank(unit: number): number {
  if (Number.isNaN(unit)) return -1;
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
