import { drawErrors } from './errors.js';
import { readKey } from './rfc3797.js';
import type { Algorithm, Draw, DrawRules, PoolKind } from './schema.js';

/** What somebody asks of a draw; what is left out gets its usual value. */
export interface DrawRequest {
  prize: string;
  /** How many winners; 1. */
  count?: number | undefined;
  /** How many may move up; as many as winners. */
  alternates?: number | undefined;
  /** evm-draw-v1. */
  algorithm?: Algorithm | undefined;
  pool?: PoolKind | undefined;
  excludePreviousWinners?: boolean | undefined;
  filters?: readonly { field: string; value: string }[] | undefined;
  weight?: string | undefined;
  entropySource?: string | undefined;
}

/** What is fixed before the draw, beside the pool. */
export type DrawPlan = Pick<
  Draw,
  'prize' | 'algorithm' | 'count' | 'alternateCount' | 'rules' | 'entropySource'
>;

/** The most people that one draw can name, alternates included. */
export const mostDrawn = 10_000;

/** Decides what a draw will be. Throws DRAW_RULES_REFUSED. Pure. */
export function planDraw(request: DrawRequest): DrawPlan {
  const { prize, count = 1, alternates = count, algorithm = 'evm-draw-v1' } = request;
  const weight = request.weight ?? null;
  if (count + alternates > mostDrawn) {
    const reason = `a draw names at most ${mostDrawn} people, alternates included`;
    throw drawErrors.rulesRefused({ reason });
  }
  if (algorithm === 'rfc3797' && request.entropySource === undefined) {
    const reason = 'rfc3797 has no secret, so its sources are announced before: --entropy-source';
    throw drawErrors.rulesRefused({ reason });
  }
  if (algorithm === 'rfc3797' && weight !== null) {
    throw drawErrors.rulesRefused({ reason: 'rfc3797 knows no weights: everybody has one chance' });
  }
  const rules: DrawRules = {
    pool: request.pool ?? 'all',
    excludePreviousWinners: request.excludePreviousWinners ?? false,
    filters: request.filters ?? [],
    weight,
    absentWinner: 'next alternate',
  };
  const { entropySource } = request;
  return { prize, algorithm, count, alternateCount: alternates, rules, entropySource };
}

/**
 * The entropy that goes into a draw: what was announced needs a value, and a value that nobody announced is
 * refused, because whoever knows the secret could try values until they like the winners.
 * Throws DRAW_ENTROPY_NEEDED, DRAW_ENTROPY_REFUSED. Pure.
 */
export function decideEntropy(
  { algorithm, entropySource }: Pick<Draw, 'algorithm' | 'entropySource'>,
  entropy: string | undefined,
): string {
  if (entropySource === undefined) {
    if (entropy === undefined) return '';
    const reason =
      'no source of entropy was announced with the commitment, so none is taken: whoever knows the secret could try values';
    throw drawErrors.entropyRefused({ reason });
  }
  if (entropy === undefined) throw drawErrors.entropyNeeded({ source: entropySource });
  if (algorithm !== 'rfc3797') return entropy;
  const key = readKey(entropy);
  if (key !== '') return key;
  const reason = 'sources are written as 9319 / 2,5,12,8,10 / 9,18,26: slashes between, none empty';
  throw drawErrors.entropyRefused({ reason });
}
