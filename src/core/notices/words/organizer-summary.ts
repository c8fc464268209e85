import {
  type Block,
  composeDraft,
  factPanel,
  heading,
  paragraph,
} from '../../mailing/templates/blocks.js';
import type { Locale } from '../../runtime/locales.js';
import type { NoticeWords } from './notice-words.js';

const labels = {
  ko: {
    registered: '등록',
    checked_in: '체크인',
    pending: '승인 대기',
    waitlisted: '대기자 명단',
    cancelled: '취소',
    submitted: '발송된 메일',
    failed: '발송 실패',
    bounced: '반송',
    others: '그 밖의 메일',
  },
  en: {
    registered: 'Registered',
    checked_in: 'Checked in',
    pending: 'Waiting for approval',
    waitlisted: 'On the waitlist',
    cancelled: 'Cancelled',
    submitted: 'Mail submitted',
    failed: 'Mail failed',
    bounced: 'Mail bounced',
    others: 'Other mail',
  },
} as const satisfies Record<Locale, object>;

function figures(locale: Locale): Block {
  const words = labels[locale];
  const row = (name: keyof typeof words, onlyIf?: string) => ({
    label: words[name],
    value: `{{ notice.${name} }}`,
    ...(onlyIf === undefined ? {} : { onlyIf }),
  });
  return factPanel([
    row('registered'),
    // Without a single check-in it is not known who came.
    row('checked_in', 'notice.has_checkins'),
    row('pending'),
    row('waitlisted'),
    row('cancelled'),
    row('submitted'),
    row('failed'),
    row('bounced'),
    row('others'),
  ]);
}

/** What there is to know once an event is over. */
export const organizerSummary: NoticeWords = {
  ko: composeDraft('[{{ event.name }}] 행사 결과 요약', [
    heading('행사 결과 요약'),
    paragraph('{{ event.day }}에 열린 {{ event.name }} 행사가 종료되었습니다. 수고하셨습니다.'),
    figures('ko'),
    paragraph('메일의 상세 내역: evm email status --event {{ event.slug }}'),
  ]),
  en: composeDraft('{{ event.name }}: summary', [
    heading('The event in figures'),
    paragraph('{{ event.name }} ({{ event.day }}) is over. These are its figures.'),
    figures('en'),
    paragraph('More about its mail: evm email status --event {{ event.slug }}'),
  ]),
};
