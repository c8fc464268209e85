import type { Shuffle } from './shuffle.js';

export interface Selection {
  winners: string[];
  /** In the order in which they move up. */
  alternates: string[];
}

export interface SelectionCounts {
  winners: number;
  alternates: number;
}

/**
 * Takes who is drawn, as far as it is needed: winners first, then alternates from the same permutation. A
 * pool that lists an id several times gives it as many chances; once it has won, its other units are passed
 * over. With too few different ids there are fewer winners.
 */
export function selectWinners(
  pool: readonly string[],
  counts: SelectionCounts,
  shuffle: Shuffle,
): Selection {
  const chosen = new Set<string>();
  const wanted = counts.winners + counts.alternates;
  while (chosen.size < wanted) {
    const position = shuffle.next();
    if (position === undefined) break;
    chosen.add(pool[position] as string);
  }
  return split(chosen, counts.winners);
}

/**
 * The same from a pool that is read by position, in as few readings as weights allow: one where every id is
 * there once.
 * @param readUnits the ids at these positions, in their order
 */
export async function selectFromStored(
  shuffle: Shuffle,
  counts: SelectionCounts,
  readUnits: (positions: readonly number[]) => Promise<readonly string[]>,
): Promise<Selection> {
  const chosen = new Set<string>();
  const wanted = counts.winners + counts.alternates;
  for (let size = wanted; chosen.size < wanted; size *= 2) {
    const positions = takePositions(shuffle, size);
    if (positions.length === 0) break;
    for (const id of await readUnits(positions)) {
      if (chosen.size < wanted) chosen.add(id);
    }
  }
  return split(chosen, counts.winners);
}

function takePositions(shuffle: Shuffle, size: number): number[] {
  const positions: number[] = [];
  while (positions.length < size) {
    const position = shuffle.next();
    if (position === undefined) break;
    positions.push(position);
  }
  return positions;
}

function split(chosen: ReadonlySet<string>, winners: number): Selection {
  const ids = [...chosen];
  return { winners: ids.slice(0, winners), alternates: ids.slice(winners) };
}
