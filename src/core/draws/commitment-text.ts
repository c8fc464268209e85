import { type AnnouncementLanguage, sayMoment } from './announcement-text.js';
import type { ShownDraw } from './show-draw.js';

interface Words {
  fixed: (moment: string, people: string) => string;
  winners: (count: number, alternates: number) => string;
  source: string;
  noSource: string;
  voided: (reason: string) => string;
}

const words: Record<AnnouncementLanguage, Words> = {
  ko: {
    fixed: (moment, people) => `${moment}, 추첨 대상 ${people}명 확정. 아직 추첨하지 않았습니다.`,
    winners: (count, alternates) => `당첨 ${count}명, 예비 ${alternates}명`,
    source: '추첨 값의 출처',
    noSource: '외부 난수 없이 추첨합니다.',
    voided: (reason) => `이 추첨은 무효입니다: ${reason}`,
  },
  en: {
    fixed: (moment, people) => `Fixed ${moment} with ${people} people. Not drawn yet.`,
    winners: (count, alternates) => `${count} to win, ${alternates} alternates`,
    source: 'Entropy will be',
    noSource: 'No outside randomness will be used.',
    voided: (reason) => `This draw is void: ${reason}`,
  },
};

/** What is published of a draw before it is drawn, as people read it; times in the zone of the event. */
export function writeCommitment(
  { draw, event }: Pick<ShownDraw, 'draw' | 'event'>,
  language: AnnouncementLanguage,
): string {
  const say = words[language];
  const moment = sayMoment(draw.committedAt, event.timezone, language);
  const people = new Intl.NumberFormat(language).format(draw.people);
  return [
    event.name,
    ...(draw.voidReason === undefined
      ? [say.fixed(moment, people)]
      : [say.voided(draw.voidReason)]),
    say.winners(draw.count, draw.alternateCount),
    draw.entropySource === undefined ? say.noSource : `${say.source}: ${draw.entropySource}`,
    `poolHash ${draw.poolHash}`,
    ...(draw.commit === undefined ? [] : [`commit ${draw.commit}`]),
    '',
  ].join('\n');
}
