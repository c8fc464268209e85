import { composeDraft, factPanel, heading, paragraph } from '../../mailing/templates/blocks.js';
import type { NoticeWords } from './notice-words.js';

/** A campaign has ended, and too much of it reached nobody. */
export const campaignFailed: NoticeWords = {
  ko: composeDraft('[{{ event.name }}] 발송되지 못한 메일이 있습니다', [
    heading('발송되지 못한 메일이 있습니다'),
    paragraph('{{ event.name }} 행사의 메일 발송이 끝났으나 일부가 전달되지 못했습니다.'),
    factPanel([
      { label: '메일 종류', value: '{{ notice.template }}' },
      { label: '발송 성공', value: '{{ notice.submitted }}' },
      { label: '발송 실패', value: '{{ notice.failed }}' },
      { label: '확인 불가', value: '{{ notice.unknown }}' },
      { label: '발송 번호', value: '{{ notice.subject }}' },
    ]),
    paragraph(
      '사유는 evm email list --event {{ event.slug }} --state failed 명령으로 확인하실 수 있습니다.',
    ),
  ]),
  en: composeDraft('Some mail of {{ event.name }} could not be sent', [
    heading('Some mail could not be sent'),
    paragraph('A campaign of {{ event.name }} has ended, and some of it reached nobody.'),
    factPanel([
      { label: 'Mail', value: '{{ notice.template }}' },
      { label: 'Submitted', value: '{{ notice.submitted }}' },
      { label: 'Failed', value: '{{ notice.failed }}' },
      { label: 'Fate unknown', value: '{{ notice.unknown }}' },
      { label: 'Campaign', value: '{{ notice.subject }}' },
    ]),
    paragraph('See why with: evm email list --event {{ event.slug }} --state failed'),
  ]),
};
