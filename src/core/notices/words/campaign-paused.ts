import { composeDraft, factPanel, heading, paragraph } from '../../mailing/templates/blocks.js';
import type { NoticeWords } from './notice-words.js';

/** A campaign was stopped by what came back of it. */
export const campaignPaused: NoticeWords = {
  ko: composeDraft('[{{ event.name }}] 메일 발송이 일시 중지되었습니다', [
    heading('메일 발송이 일시 중지되었습니다'),
    paragraph(
      '{{ event.name }} 행사의 메일이 지나치게 많이 반송되었거나 스팸으로 신고되어 자동으로 중지했습니다. 아직 발송되지 않은 메일은 보관되어 있습니다.',
    ),
    factPanel([
      { label: '메일 종류', value: '{{ notice.template }}' },
      { label: '사유', value: '{{ notice.reason }}' },
      { label: '발송 번호', value: '{{ notice.subject }}' },
    ]),
    paragraph(
      '주소 목록을 확인하신 뒤 evm email resume {{ notice.subject }} 명령으로 다시 시작하실 수 있습니다.',
    ),
  ]),
  en: composeDraft('Mail of {{ event.name }} is paused', [
    heading('A campaign is paused'),
    paragraph(
      'Too much mail of {{ event.name }} bounced or was reported as spam, so it was paused. What has not gone out is kept.',
    ),
    factPanel([
      { label: 'Mail', value: '{{ notice.template }}' },
      { label: 'Reason', value: '{{ notice.reason }}' },
      { label: 'Campaign', value: '{{ notice.subject }}' },
    ]),
    paragraph('Check the addresses, then go on with: evm email resume {{ notice.subject }}'),
  ]),
};
