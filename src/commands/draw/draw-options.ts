import { z } from 'zod';
import type { DrawRequest } from '../../core/draws/plan-draw.js';
import { algorithms, poolKinds } from '../../core/draws/schema.js';
import { flag, option, repeatable } from '../define-command.js';

const oneLine = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'something is needed')
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'is one line');

const people = (least: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'a whole number is needed')
    .transform(Number)
    .refine((number) => number >= least, `at least ${least}`);

const pair = z.string().transform((text, context) => {
  const at = text.indexOf('=');
  const field = text.slice(0, Math.max(at, 0)).trim().normalize('NFC');
  if (field !== '')
    return {
      field,
      value: text
        .slice(at + 1)
        .trim()
        .normalize('NFC'),
    };
  context.addIssue({ code: 'custom', message: 'write field=value, for example track=ai' });
  return z.NEVER;
});

/** Why something was done, as the log tells it. */
export const reasonText = oneLine(500);

/** What is drawn. */
export const prizeText = oneLine(200);

export const entropyOption = option(
  '--entropy <value>',
  'the value of the announced source; sources of rfc3797 with / between',
  oneLine(1000),
);

export const quickOption = flag('--quick', 'without the show');

export const transcriptOption = option(
  '--transcript <file>',
  'write what anybody can compute the draw from',
);

export const drawArgument = {
  name: 'draw',
  description: 'id of the draw, or a unique beginning',
} as const;

/** What is fixed before a draw; the same for `draw commit` and for both steps at once. */
export const ruleOptions = {
  prize: option('--prize <prize>', 'what is drawn', prizeText),
  count: option('--count <people>', 'how many win (1)', people(1)),
  alternates: option(
    '--alternates <people>',
    'how many may move up for absent winners (as many as win)',
    people(0),
  ),
  pool: option('--pool <pool>', 'everybody who is registered, or who is there', z.enum(poolKinds)),
  excludePreviousWinners: flag(
    '--exclude-previous-winners',
    'leave out who has won at this event already',
  ),
  filter: repeatable('--filter <field=value>', 'only who answered this', pair),
  weight: option('--weight <field>', 'a number field: as many chances', oneLine(200)),
  algorithm: option('--algorithm <algorithm>', 'how it is drawn', z.enum(algorithms)),
  entropySource: option(
    '--entropy-source <text>',
    'which value, not known yet, will decide: a beacon round, dice on stage',
    oneLine(500),
  ),
};

type RuleInput = Omit<DrawRequest, 'prize' | 'filters'> & {
  filter: readonly { field: string; value: string }[];
};

/** The request that the options make. */
export function toRequest(prize: string, input: RuleInput): DrawRequest {
  const { count, alternates, pool, weight, algorithm, entropySource, filter } = input;
  return {
    prize,
    count,
    alternates,
    pool,
    excludePreviousWinners: input.excludePreviousWinners,
    filters: filter,
    weight: weight?.normalize('NFC'),
    algorithm,
    entropySource,
  };
}
