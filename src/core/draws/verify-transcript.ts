import { compareBytes, hashPool } from './pool.js';
import { createRandomStream } from './random-stream.js';
import type { Transcript } from './schema.js';
import { commitTo, drawVersion, seedDraw } from './seed-draw.js';
import { selectWinners } from './select-winners.js';

/** One thing that a transcript says, and whether it is so. */
export interface Statement {
  name: 'version' | 'times' | 'pool' | 'poolHash' | 'commit' | 'seed' | 'winners' | 'alternates';
  holds: boolean;
  /** What it means when it holds, or what is wrong. */
  says: string;
}

/** Computes a draw again from its transcript alone, and judges each of its statements. Pure. */
export function verifyTranscript(transcript: Transcript): Statement[] {
  const { version, drawId, pool, entropy, count, alternateCount } = transcript;
  const isKnown = version === drawVersion;
  const statements = [
    judge('version', isKnown, [
      `drawn by ${drawVersion}`,
      'made by an algorithm that is not known here',
    ]),
  ];
  if (!isKnown) return statements;

  const secret = Buffer.from(transcript.secret, 'hex');
  const poolHash = hashPool(pool);
  const seed = seedDraw(secret, { drawId, poolHash, entropy });
  const counts = { winners: count, alternates: alternateCount };
  const { winners, alternates } = selectWinners(pool, counts, createRandomStream(seed));
  const isInTime = Date.parse(transcript.committedAt) <= Date.parse(transcript.drawnAt);
  return [
    ...statements,
    judge('times', isInTime, ['committed before it was drawn', 'drawn before it was committed to']),
    judge('pool', isOrdered(pool), ['in its one order', 'not in the order of its bytes']),
    judge('poolHash', poolHash === transcript.poolHash, [
      'the pool is the published one',
      'the pool is another one than was published',
    ]),
    judge('commit', commitTo(secret) === transcript.commit, [
      'the secret is the one committed to',
      'the secret is another one than was committed to',
    ]),
    judge('seed', seed.toString('hex') === transcript.seed, [
      'the seed follows from secret, pool and entropy',
      'the seed does not follow from secret, pool and entropy',
    ]),
    judge('winners', isSame(winners, transcript.winners), [
      'the winners follow from the seed',
      'the winners do not follow from the seed',
    ]),
    judge('alternates', isSame(alternates, transcript.alternates), [
      'the alternates follow from the seed',
      'the alternates do not follow from the seed',
    ]),
  ];
}

function judge(
  name: Statement['name'],
  holds: boolean,
  words: readonly [yes: string, no: string],
): Statement {
  return { name, holds, says: holds ? words[0] : words[1] };
}

function isOrdered(pool: readonly string[]): boolean {
  return pool.every((id, index) => index === 0 || compareBytes(pool[index - 1] as string, id) <= 0);
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}
