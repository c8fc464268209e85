import type { RandomStream } from './random-stream.js';

export interface Selection {
  winners: string[];
  /** In the order in which they move up. */
  alternates: string[];
}

/**
 * Draws by a forward Fisher–Yates shuffle, as far as it is needed: winners first, then alternates from the
 * same permutation. A pool that lists an id several times gives it as many chances; once it has won, its
 * other units are passed over. With too few different ids there are fewer winners. Does not change `pool`.
 */
export function selectWinners(
  pool: readonly string[],
  counts: { winners: number; alternates: number },
  stream: RandomStream,
): Selection {
  const units = [...pool];
  const chosen = new Set<string>();
  const wanted = counts.winners + counts.alternates;
  for (let index = 0; index < units.length && chosen.size < wanted; index++) {
    const other = index + stream.int(units.length - index);
    const unit = units[other] as string;
    units[other] = units[index] as string;
    units[index] = unit;
    chosen.add(unit);
  }
  const ids = [...chosen];
  return { winners: ids.slice(0, counts.winners), alternates: ids.slice(counts.winners) };
}
