import type { Locale } from '../runtime/locales.js';
import { type Announcement, nameWinner } from './announce-draw.js';

interface Words {
  title: (prize: string) => string;
  voided: (reason: string) => string;
  when: (moment: string, people: string) => string;
  winners: string;
  replaced: (people: string) => string;
  entropy: (source: string, value: string) => string;
  noEntropy: string;
  check: string;
  ownTicket: (url: string) => string;
}

const words: Record<Locale, Words> = {
  ko: {
    title: (prize) => `${prize} 추첨 결과`,
    voided: (reason) => `이 추첨은 무효입니다: ${reason}`,
    when: (moment, people) => `${moment}, 응모자 ${people}명 중 추첨`,
    winners: '당첨자',
    replaced: (people) => `부재로 다음 예비 당첨자에게 넘어간 당첨: ${people}`,
    entropy: (source, value) => `추첨 값: ${source} = ${value}`,
    noEntropy:
      '이 추첨은 누구나 다시 계산해 볼 수 있지만, 사전에 공개된 외부 난수를 쓰지 않았습니다.',
    check: '누구나 확인할 수 있습니다: evm draw verify transcript.json',
    ownTicket: (url) => `내 입장권이 추첨 대상이었는지 확인: ${url}`,
  },
  en: {
    title: (prize) => `Draw for ${prize}`,
    voided: (reason) => `This draw is void: ${reason}`,
    when: (moment, people) => `Drawn ${moment} from ${people} people`,
    winners: 'Winners',
    replaced: (people) => `Absent, so the prize went to the next alternate: ${people}`,
    entropy: (source, value) => `Entropy: ${source} = ${value}`,
    noEntropy:
      'Anybody can compute this draw again, but no outside randomness was announced before it.',
    check: 'Anybody can check it: evm draw verify transcript.json',
    ownTicket: (url) => `See whether your ticket was in the pool: ${url}`,
  },
};

/** The announcement as people read it, in one language; times in the zone of the event. */
export function writeAnnouncement(announcement: Announcement, language: Locale): string {
  const { event, prize, voidReason, drawnAt, people, winners, replaced } = announcement;
  const say = words[language];
  const moment = sayMoment(new Date(drawnAt ?? 0), event.timezone, language);
  const count = new Intl.NumberFormat(language).format(people);
  return [
    event.name,
    say.title(prize),
    ...(voidReason === null ? [] : ['', say.voided(voidReason)]),
    '',
    `${say.winners}:`,
    ...winners.map((winner) => `  ${nameWinner(winner)}`),
    ...(replaced.length === 0
      ? []
      : ['', say.replaced(replaced.map((person) => nameWinner(person)).join(', '))]),
    '',
    say.when(moment, count),
    ...(announcement.publiclyUnpredictable
      ? [say.entropy(announcement.entropySource ?? '', announcement.entropy ?? '')]
      : [say.noEntropy]),
    `poolHash ${announcement.poolHash}`,
    ...(announcement.commit === null ? [] : [`commit ${announcement.commit}`]),
    say.check,
    ...(announcement.checkUrl === null ? [] : [say.ownTicket(announcement.checkUrl)]),
    '',
  ].join('\n');
}

/** That a draw is void, and why. */
export function sayVoid(reason: string, locale: Locale): string {
  return words[locale].voided(reason);
}

/** A moment in the words of a language, in the zone of an event. */
export function sayMoment(moment: Date, timeZone: string, language: Locale): string {
  return new Intl.DateTimeFormat(language, {
    timeZone,
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(moment);
}
