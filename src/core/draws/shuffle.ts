import type { RandomStream } from './random-stream.js';

/** Positions of a pool in the order in which they are drawn, each once. */
export interface Shuffle {
  /** From 0; undefined when all are drawn. */
  next(): number | undefined;
}

/**
 * A forward Fisher–Yates shuffle of the positions 0 to `length` − 1. Only what was swapped is remembered,
 * so that a few draws from a million cost a few draws.
 */
export function createShuffle(length: number, stream: RandomStream): Shuffle {
  const moved = new Map<number, number>();
  let index = 0;
  return {
    next() {
      if (index >= length) return undefined;
      const other = index + stream.int(length - index);
      const drawn = moved.get(other) ?? other;
      moved.set(other, moved.get(index) ?? index);
      // Nothing reaches behind the index again.
      moved.delete(index);
      index += 1;
      return drawn;
    },
  };
}
