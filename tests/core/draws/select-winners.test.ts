import { describe, expect, it } from 'vitest';
import { createRandomStream } from '../../../src/core/draws/random-stream.js';
import { selectFromStored, selectWinners } from '../../../src/core/draws/select-winners.js';
import { createShuffle } from '../../../src/core/draws/shuffle.js';

const seeds = Array.from({ length: 40 }, (_, index) => Buffer.alloc(32, index));

/** The shuffle as a book has it: everything is copied and swapped. */
function shufflePlainly(length: number, seed: Buffer): number[] {
  const stream = createRandomStream(seed);
  const positions = Array.from({ length }, (_, index) => index);
  for (let index = 0; index < length; index++) {
    const other = index + stream.int(length - index);
    const held = positions[index] as number;
    positions[index] = positions[other] as number;
    positions[other] = held;
  }
  return positions;
}

describe('the shuffle that remembers swaps alone', () => {
  it.each([1, 2, 3, 7, 50])('is the plain one for %i positions', (length) => {
    for (const seed of seeds) {
      const shuffle = createShuffle(length, createRandomStream(seed));
      expect(Array.from({ length }, () => shuffle.next())).toEqual(shufflePlainly(length, seed));
      expect(shuffle.next()).toBeUndefined();
    }
  });
});

describe('a selection from a stored pool', () => {
  it.each([
    { people: 1, weight: 1 },
    { people: 30, weight: 1 },
    { people: 5, weight: 50 },
  ])('is that from a pool in memory: %o', async ({ people, weight }) => {
    const pool = Array.from({ length: people * weight }, (_, at) => `${Math.floor(at / weight)}`);
    for (const seed of seeds) {
      const counts = { winners: 3, alternates: 4 };
      const shuffle = () => createShuffle(pool.length, createRandomStream(seed));
      let readings = 0;
      const stored = await selectFromStored(shuffle(), counts, async (positions) => {
        readings += 1;
        return positions.map((position) => pool[position] as string);
      });
      expect(stored).toEqual(selectWinners(pool, counts, shuffle()));
      if (weight === 1 && people >= 7) expect(readings).toBe(1);
    }
  });
});
