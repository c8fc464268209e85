import { isDeepStrictEqual } from 'node:util';
import { compareBytes, hashPool } from './pool.js';
import { createRandomStream } from './random-stream.js';
import { createRfcShuffle } from './rfc3797.js';
import type { RfcTranscript, SecretTranscript, Transcript } from './schema.js';
import { commitTo, drawVersion, seedDraw } from './seed-draw.js';
import { type Selection, selectWinners } from './select-winners.js';
import { createShuffle, type Shuffle } from './shuffle.js';

/** One thing that a transcript says, and whether it is so. */
export interface Statement {
  name:
    | 'version'
    | 'times'
    | 'pool'
    | 'poolHash'
    | 'commit'
    | 'seed'
    | 'winners'
    | 'alternates'
    | 'commitment';
  holds: boolean;
  /** What it means when it holds, or what is wrong. */
  says: string;
}

/** Computes a draw again from its transcript alone, and judges each of its statements. Pure. */
export function verifyTranscript(transcript: Transcript): Statement[] {
  if (isRfc(transcript)) return verifyRfc(transcript);
  if (transcript.version === drawVersion) return verifySecret(transcript);
  return [judge('version', false, ['', 'made by an algorithm that is not known here'])];
}

/** Judges whether a transcript keeps to all that was published with its commitment. Pure. */
export function compareCommitment(
  transcript: Transcript,
  commitment: Readonly<Record<string, unknown>>,
): Statement {
  // An event may be renamed in between; which draw it is, its id says.
  const { commitment: _mark, event: _slug, ...published } = commitment;
  const changed = Object.keys(published).filter(
    (field) => !isDeepStrictEqual(published[field], (transcript as Record<string, unknown>)[field]),
  );
  return judge('commitment', changed.length === 0, [
    'everything is as it was published before the draw',
    `not as it was published before the draw: ${changed.join(', ')}`,
  ]);
}

function isRfc(transcript: Transcript): transcript is RfcTranscript {
  return transcript.version === 'rfc3797';
}

function verifySecret(transcript: SecretTranscript): Statement[] {
  const { drawId, pool, entropy } = transcript;
  const secret = Buffer.from(transcript.secret, 'hex');
  const seed = seedDraw(secret, { drawId, poolHash: hashPool(pool), entropy });
  return [
    ...judgePool(transcript),
    judge('commit', commitTo(secret) === transcript.commit, [
      'the secret is the one committed to',
      'the secret is another one than was committed to',
    ]),
    judge('seed', seed.toString('hex') === transcript.seed, [
      'the seed follows from secret, pool and entropy',
      'the seed does not follow from secret, pool and entropy',
    ]),
    ...judgeSelection(transcript, createShuffle(pool.length, createRandomStream(seed)), 'seed'),
  ];
}

function verifyRfc(transcript: RfcTranscript): Statement[] {
  const { pool, entropy } = transcript;
  const shuffle = createRfcShuffle(entropy, pool.length);
  return [...judgePool(transcript), ...judgeSelection(transcript, shuffle, 'sources')];
}

function judgePool(transcript: Transcript): Statement[] {
  const { version, pool, committedAt, drawnAt, poolHash } = transcript;
  const isInTime = Date.parse(committedAt) <= Date.parse(drawnAt);
  return [
    judge('version', true, [`drawn by ${version}`, '']),
    judge('times', isInTime, ['committed before it was drawn', 'drawn before it was committed to']),
    judgeOrder(transcript),
    judge('poolHash', hashPool(pool) === poolHash, [
      'the pool is the published one',
      'the pool is another one than was published',
    ]),
  ];
}

function judgeSelection(transcript: Transcript, shuffle: Shuffle, origin: string): Statement[] {
  const { pool, count, alternateCount } = transcript;
  const drawn: Selection = selectWinners(
    pool,
    { winners: count, alternates: alternateCount },
    shuffle,
  );
  return (['winners', 'alternates'] as const).map((name) =>
    judge(name, isSame(drawn[name], transcript[name]), [
      `the ${name} follow from the ${origin}`,
      `the ${name} do not follow from the ${origin}`,
    ]),
  );
}

function judge(
  name: Statement['name'],
  holds: boolean,
  words: readonly [yes: string, no: string],
): Statement {
  return { name, holds, says: holds ? words[0] : words[1] };
}

/** Only weights list an id more than once; otherwise each has one chance. */
function judgeOrder(transcript: Transcript): Statement {
  const { version, pool, rules } = transcript;
  const { weight } = (rules ?? {}) as { weight?: unknown };
  const isWeighted = version === drawVersion && typeof weight === 'string';
  if (!isOrdered(pool)) return judge('pool', false, ['', 'not in the order of its bytes']);
  const isFair = isWeighted || !pool.some((id, index) => id === pool[index - 1]);
  return judge('pool', isFair, [
    'in its one order',
    'an id is listed more than once, though there are no weights',
  ]);
}

function isOrdered(pool: readonly string[]): boolean {
  return pool.every((id, index) => index === 0 || compareBytes(pool[index - 1] as string, id) <= 0);
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}
