import { composeDraft, factPanel, heading, paragraph } from '../../mailing/templates/blocks.js';
import type { NoticeWords } from './notice-words.js';

/** An import is given up; nothing of it is in the event. */
export const processingFailed: NoticeWords = {
  ko: composeDraft('[{{ event.name }}] 참가자 명단 가져오기에 실패했습니다', [
    heading('참가자 명단 가져오기에 실패했습니다'),
    paragraph(
      '{{ event.name }} 행사의 참가자 명단을 가져오지 못했습니다. 이 파일의 내용은 전혀 반영되지 않았습니다.',
    ),
    factPanel([
      { label: '파일', value: '{{ notice.file }}', onlyIf: 'notice.file' },
      { label: '사유', value: '{{ notice.reason }}', onlyIf: 'notice.reason' },
      { label: '가져오기 번호', value: '{{ notice.subject }}' },
    ]),
    paragraph(
      '원인을 해결하신 뒤 evm jobs retry {{ notice.subject }} 명령으로 다시 시도하실 수 있습니다.',
    ),
  ]),
  en: composeDraft('Import into {{ event.name }} failed', [
    heading('The import failed'),
    paragraph('The import into {{ event.name }} was given up. Nothing of the file was taken over.'),
    factPanel([
      { label: 'File', value: '{{ notice.file }}', onlyIf: 'notice.file' },
      { label: 'Reason', value: '{{ notice.reason }}', onlyIf: 'notice.reason' },
      { label: 'Import', value: '{{ notice.subject }}' },
    ]),
    paragraph('Once the cause is mended, try it again: evm jobs retry {{ notice.subject }}'),
  ]),
};
