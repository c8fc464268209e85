/** One picture of the show and how long it stands, in milliseconds. */
export interface StageFrame {
  /** Winners that are known by now. */
  winners: readonly string[];
  /** The name that rolls by; undefined while the last winner stands. */
  rolling: string | undefined;
  ms: number;
}

const quickest = 45;
const slowest = 420;
const slowing = 1.16;
/** Each round of rolling takes about five seconds; with many winners later rounds are short. */
const fullRounds = 3;
const standsFor = 1200;

/**
 * The show of a draw whose result is known: for each winner names roll, ever slower, until the winner
 * stands. Pure; the names are passed through in their order, over and over.
 */
export function* stageFrames(
  names: readonly string[],
  winners: readonly string[],
): Generator<StageFrame> {
  const pool = names.length > 0 ? names : winners;
  let at = 0;
  for (const [index, winner] of winners.entries()) {
    const known = winners.slice(0, index);
    const start = index < fullRounds ? quickest : slowest / 3;
    if (start === quickest) {
      for (let turn = 0; turn < 25; turn++) {
        yield { winners: known, rolling: pool[at++ % pool.length], ms: quickest };
      }
    }
    for (let ms = start; ms < slowest; ms *= slowing) {
      yield { winners: known, rolling: pool[at++ % pool.length], ms: Math.round(ms) };
    }
    yield { winners: [...known, winner], rolling: undefined, ms: standsFor };
  }
}
