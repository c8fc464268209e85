import { describe, expect, it } from 'vitest';
import { hashPool, layOutPool } from '../../../src/core/draws/pool.js';
import { createRandomStream } from '../../../src/core/draws/random-stream.js';
import { commitTo, seedDraw } from '../../../src/core/draws/seed-draw.js';
import { selectWinners } from '../../../src/core/draws/select-winners.js';
import { createShuffle } from '../../../src/core/draws/shuffle.js';

function draw(
  pool: readonly string[],
  counts: { winners: number; alternates: number },
  seed: Buffer,
) {
  return selectWinners(pool, counts, createShuffle(pool.length, createRandomStream(seed)));
}

/** The golden vector of evm-draw-v1. */
const golden = {
  pool: Array.from({ length: 10 }, (_, index) => `T-${String(index + 1).padStart(4, '0')}`),
  secret: Buffer.from(`${'00'.repeat(31)}01`, 'hex'),
  drawId: 'door-prize-1',
  entropy: 'ab'.repeat(32),
};

describe('evm-draw-v1', () => {
  it('gives the values that were published with it', () => {
    const { pool, secret, drawId, entropy } = golden;
    const poolHash = hashPool(pool);
    expect(poolHash).toBe('6a8dc40ed9c074df94df0ddd4ba4f04929e04499154d13d29f8f7ca28257360b');
    expect(commitTo(secret)).toBe(
      'ec4916dd28fc4c10d78e287ca5d9cc51ee1ae73cbfde08c6b37324cbfaac8bc5',
    );
    const seed = seedDraw(secret, { drawId, poolHash, entropy });
    expect(seed.toString('hex')).toBe(
      'ac3f2b8c648429e2f5540ba2ec606f216ddcc3298570e9cfca40ab054e4dd614',
    );
    const { winners } = draw(pool, { winners: 3, alternates: 0 }, seed);
    expect(winners).toEqual(['T-0001', 'T-0007', 'T-0005']);
  });

  it('draws alternates from the same permutation: more winners would be those', () => {
    const { pool, secret } = golden;
    const all = draw(pool, { winners: 10, alternates: 0 }, secret);
    const some = draw(pool, { winners: 3, alternates: 4 }, secret);
    expect([...some.winners, ...some.alternates]).toEqual(all.winners.slice(0, 7));
    expect(new Set(all.winners).size).toBe(10);
  });

  it('gives a weight as many chances, and one prize', () => {
    const pool = layOutPool([
      { id: 'b', weight: 1 },
      { id: 'a', weight: 3 },
    ]);
    expect(pool).toEqual(['a', 'a', 'a', 'b']);
    const counts = { winners: 5, alternates: 0 };
    expect(draw(pool, counts, golden.secret).winners.sort()).toEqual(['a', 'b']);
    expect(() => layOutPool([{ id: 'a', weight: 0 }])).toThrow(RangeError);
    expect(() => layOutPool([golden, golden].map(({ drawId: id }) => ({ id, weight: 1 })))).toThrow(
      RangeError,
    );
  });

  it('orders a pool by its bytes, whatever language it is in', () => {
    const ids = ['\u{1F600}', '\uFF5E', 'b', 'a', 'B'];
    const sorted = layOutPool(ids.map((id) => ({ id, weight: 1 })));
    expect(sorted).toEqual(['B', 'a', 'b', '\uFF5E', '\u{1F600}']);
  });
});

describe('the chances', () => {
  const draws = 200_000;
  /** χ² of the winners of many draws against equal chances. */
  function chiSquared(size: number, winners: readonly number[]): number {
    const counts = new Array<number>(size).fill(0);
    for (const winner of winners) counts[winner] = (counts[winner] ?? 0) + 1;
    const expected = winners.length / size;
    return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  }
  /** α = 10⁻⁶. */
  const limits = [
    [10, 46.0],
    [100, 181.1],
    [1000, 1226.1],
  ] as const;

  it.each(limits)('are equal in a pool of %i', (size, limit) => {
    const stream = createRandomStream(golden.secret);
    const drawn = Array.from({ length: draws }, () => stream.int(size));
    expect(chiSquared(size, drawn)).toBeLessThan(limit);
  });

  it('are not, and this is noticed, where a byte is taken modulo the size', () => {
    const stream = createRandomStream(golden.secret);
    const drawn = Array.from({ length: draws }, () => stream.int(256) % 100);
    expect(chiSquared(100, drawn)).toBeGreaterThan(181.1);
  });

  it('are not, and this is noticed, where a pool is sorted by a random comparison', () => {
    const stream = createRandomStream(golden.secret);
    const drawn = Array.from({ length: draws / 20 }, () => {
      const pool = Array.from({ length: 10 }, (_, index) => index);
      return pool.sort(() => stream.int(2) - 0.5)[0] as number;
    });
    expect(chiSquared(10, drawn)).toBeGreaterThan(46.0);
  });
});
