import type { Locale } from '../runtime/locales.js';
import { sayMoment, sayVoid } from './announcement-text.js';
import type { Draw, DrawRules } from './schema.js';
import type { ShownDraw } from './show-draw.js';

interface Words {
  fixed: (moment: string, people: string) => string;
  undrawn: string;
  unannounced: string;
  winners: (count: string, alternates: string) => string;
  pools: Record<DrawRules['pool'], string>;
  noPreviousWinners: string;
  weight: (field: string, units: string) => string;
  source: (source: string) => string;
  noSource: string;
}

const words: Record<Locale, Words> = {
  ko: {
    fixed: (moment, people) => `${moment} 추첨 대상 확정: ${people}명`,
    undrawn: '아직 추첨하지 않았습니다.',
    unannounced: '추첨을 마쳤습니다. 결과는 아직 발표하지 않았습니다.',
    winners: (count, alternates) => `당첨 ${count}명, 예비 ${alternates}명`,
    pools: { all: '대상: 등록한 사람', 'checked-in': '대상: 체크인한 사람' },
    noPreviousWinners: '앞선 추첨의 당첨자 제외',
    weight: (field, units) => `기회의 수: ${field} (모두 ${units})`,
    source: (source) => `추첨 값의 출처: ${source}`,
    noSource: '외부 난수를 쓰지 않습니다.',
  },
  en: {
    fixed: (moment, people) => `Pool fixed ${moment}. People in it: ${people}`,
    undrawn: 'Not drawn yet.',
    unannounced: 'It is drawn. The result is not announced yet.',
    winners: (count, alternates) => `Winners: ${count}, alternates: ${alternates}`,
    pools: { all: 'Pool: everybody registered', 'checked-in': 'Pool: who is checked in' },
    noPreviousWinners: 'Without the winners of earlier draws',
    weight: (field, units) => `Chances by ${field}: ${units} in all`,
    source: (source) => `Entropy: ${source}`,
    noSource: 'No outside randomness is used.',
  },
};

/**
 * What a draw was committed to, as people read it, for as long as its result is not announced; times in the
 * zone of the event.
 */
export function writeCommitment(
  { draw, event }: Pick<ShownDraw, 'draw' | 'event'>,
  locale: Locale,
): string {
  const say = words[locale];
  const spell = (number: number) => new Intl.NumberFormat(locale).format(number);
  return [
    event.name,
    stateOf(draw, locale),
    '',
    say.fixed(sayMoment(draw.committedAt, event.timezone, locale), spell(draw.people)),
    ...describeRules(draw, say, spell),
    `draw ${draw.id}`,
    `poolHash ${draw.poolHash}`,
    ...(draw.commit === undefined ? [] : [`commit ${draw.commit}`]),
    '',
  ].join('\n');
}

function describeRules(draw: Draw, say: Words, spell: (number: number) => string): string[] {
  const { rules, count, alternateCount, units, entropySource } = draw;
  return [
    say.winners(spell(count), spell(alternateCount)),
    say.pools[rules.pool],
    ...rules.filters.map(({ field, value }) => `${field} = ${value}`),
    ...(rules.excludePreviousWinners ? [say.noPreviousWinners] : []),
    ...(rules.weight === null ? [] : [say.weight(rules.weight, spell(units))]),
    entropySource === undefined ? say.noSource : say.source(entropySource),
  ];
}

function stateOf({ voidReason, outcome }: Draw, locale: Locale): string {
  if (voidReason !== undefined) return sayVoid(voidReason, locale);
  return outcome ? words[locale].unannounced : words[locale].undrawn;
}
