import { announceDraw } from '../../../core/draws/announce-draw.js';
import { writeAnnouncement } from '../../../core/draws/announcement-text.js';
import type { TicketCheck } from '../../../core/draws/check-ticket.js';
import { writeCommitment } from '../../../core/draws/commitment-text.js';
import type { ShownDraw } from '../../../core/draws/show-draw.js';
import { escapeHtml } from '../../../core/runtime/escape-html.js';
import type { Locale } from '../../../core/runtime/locales.js';
import { writePage } from './page.js';

type Result = NonNullable<TicketCheck['result']>;
type Reason = NonNullable<TicketCheck['reason']>;

interface Words {
  ask: string;
  code: string;
  check: string;
  unknown: string;
  inPool: (chances: number) => string;
  publicId: string;
  results: Record<Result, string>;
  reasons: Record<Reason, string>;
}

const words: Record<Locale, Words> = {
  ko: {
    ask: '입장권 번호를 넣으면 추첨 대상에 들어 있는지 알려 드립니다.',
    code: '입장권 번호',
    check: '확인',
    unknown: '이 행사의 입장권 번호가 아닙니다. 입장권에 적힌 그대로 넣어 주세요.',
    inPool: (chances) => `추첨 대상입니다. 기회 ${chances}번.`,
    publicId: '공개된 명단에서의 번호',
    results: {
      not_drawn: '당첨되지 않았습니다.',
      winner: '당첨되었습니다.',
      alternate: '예비 당첨자입니다.',
      absent: '당첨되었으나 부재로 다음 예비 당첨자에게 넘어갔습니다.',
    },
    reasons: {
      pending: '추첨 대상이 아닙니다: 등록 승인을 기다리고 있었습니다.',
      waitlisted: '추첨 대상이 아닙니다: 대기자 명단에 있었습니다.',
      cancelled: '추첨 대상이 아닙니다: 등록이 취소되어 있었습니다.',
      not_checked_in: '추첨 대상이 아닙니다: 대상을 확정할 때 체크인하지 않았습니다.',
      filter: '추첨 대상이 아닙니다: 이 추첨의 조건에 해당하지 않습니다.',
      previous_winner: '추첨 대상이 아닙니다: 앞선 추첨에 당첨되었습니다.',
      no_weight: '추첨 대상이 아닙니다: 기회의 수가 등록되어 있지 않습니다.',
      joined_later: '추첨 대상이 아닙니다: 대상을 확정한 뒤에 등록했습니다.',
    },
  },
  en: {
    ask: 'Enter the code on your ticket to see whether you are in the pool.',
    code: 'Ticket code',
    check: 'Check',
    unknown: 'This is no ticket code of this event. Enter it as it stands on the ticket.',
    inPool: (chances) => `You are in the pool, with ${chances} chance${chances === 1 ? '' : 's'}.`,
    publicId: 'You in the published pool',
    results: {
      not_drawn: 'You were not drawn.',
      winner: 'You have won.',
      alternate: 'You are an alternate.',
      absent: 'You were drawn, and your prize went to the next alternate as you were not there.',
    },
    reasons: {
      pending: 'You are not in the pool: your registration was waiting for approval.',
      waitlisted: 'You are not in the pool: you were on the waitlist.',
      cancelled: 'You are not in the pool: your registration was cancelled.',
      not_checked_in: 'You are not in the pool: you were not checked in when it was fixed.',
      filter: 'You are not in the pool: the conditions of this draw do not apply to you.',
      previous_winner: 'You are not in the pool: you won an earlier draw.',
      no_weight: 'You are not in the pool: there is no number of chances in your registration.',
      joined_later: 'You are not in the pool: you registered after it was fixed.',
    },
  },
};

/**
 * What everybody may see of a draw, and what the holder of a ticket asked: `unknown` for a code that none of
 * the event's tickets has, nothing when nobody asked yet. Its result is there once it is announced, confirmed
 * or void: whoever looks at a telephone must not know before the stage does.
 */
export function drawPage(shown: ShownDraw, answer?: TicketCheck | 'unknown'): string {
  const { prize, outcome, status, announcementShared } = shown.draw;
  const isTold = announcementShared || status === 'confirmed' || status === 'voided';
  const announcement = outcome && isTold ? announceDraw(shown) : undefined;
  return writePage(escapeHtml(prize), (locale) => {
    const say = words[locale];
    const text = announcement
      ? writeAnnouncement(announcement, locale)
      : writeCommitment(shown, locale);
    return [
      `<h1>${escapeHtml(prize)}</h1>`,
      ...(answer === undefined
        ? []
        : [`<p role="status"><strong>${tell(answer, say, isTold)}</strong></p>`]),
      `<pre>${escapeHtml(text.trimEnd())}</pre>`,
      // A code in the body stays out of histories and logs, which an address does not.
      `<form method="post"><p>${say.ask}</p><input name="ticket" required maxlength="40" autocomplete="off" autocapitalize="characters" aria-label="${say.code}"> <button>${say.check}</button></form>`,
    ].join('\n');
  });
}

/** For a draw that there is not. */
export function unknownDrawPage(): string {
  const titles = { ko: '없는 추첨입니다.', en: 'There is no such draw.' };
  return writePage(`${titles.ko} · ${titles.en}`, (locale) => `<h1>${titles[locale]}</h1>`);
}

function tell(answer: TicketCheck | 'unknown', say: Words, isTold: boolean): string {
  if (answer === 'unknown') return say.unknown;
  const { units, reason, result, publicId } = answer;
  const lines = [
    reason === undefined ? say.inPool(units) : say.reasons[reason],
    ...(result === undefined || !isTold ? [] : [say.results[result]]),
    `${say.publicId}: ${publicId}`,
  ];
  return lines.map(escapeHtml).join('<br>');
}
