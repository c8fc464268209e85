import {
  composeDraft,
  factPanel,
  heading,
  onlyWith,
  paragraph,
} from '../../mailing/templates/blocks.js';
import type { NoticeWords } from './notice-words.js';

/** A detached import is done, or was not needed because its file had been imported. */
export const processingComplete: NoticeWords = {
  ko: composeDraft('[{{ event.name }}] 참가자 명단 가져오기가 완료되었습니다', [
    heading('참가자 명단 가져오기가 완료되었습니다'),
    onlyWith(
      'notice.counts',
      paragraph('{{ event.name }} 행사의 참가자 명단을 모두 처리했습니다.'),
    ),
    onlyWith(
      'notice.is_repeated',
      paragraph('같은 파일이 이미 처리되어 있어 다시 가져오지 않았습니다. 명단은 그대로입니다.'),
    ),
    factPanel([
      { label: '파일', value: '{{ notice.file }}', onlyIf: 'notice.file' },
      ...rows({
        total: '전체 행',
        created: '새로 등록',
        updated: '변경',
        unchanged: '변경 없음',
        duplicates: '중복',
        rejected: '거부',
      }),
      { label: '가져오기 번호', value: '{{ notice.subject }}' },
    ]),
    onlyWith(
      'notice.has_rejected',
      paragraph(
        '거부된 행이 있습니다. 사유는 evm jobs show {{ notice.subject }} 명령으로 확인하실 수 있습니다.',
      ),
    ),
  ]),
  en: composeDraft('Import into {{ event.name }} is complete', [
    heading('The import is complete'),
    onlyWith('notice.counts', paragraph('The participants of {{ event.name }} are imported.')),
    onlyWith(
      'notice.is_repeated',
      paragraph('The same file had been imported before, so nothing was imported again.'),
    ),
    factPanel([
      { label: 'File', value: '{{ notice.file }}', onlyIf: 'notice.file' },
      ...rows({
        total: 'Rows',
        created: 'Registered',
        updated: 'Updated',
        unchanged: 'Unchanged',
        duplicates: 'Duplicates',
        rejected: 'Rejected',
      }),
      { label: 'Import', value: '{{ notice.subject }}' },
    ]),
    onlyWith(
      'notice.has_rejected',
      paragraph('Some rows were rejected. See why with: evm jobs show {{ notice.subject }}'),
    ),
  ]),
};

function rows(labels: Record<string, string>) {
  return Object.entries(labels).map(([name, label]) => ({
    label,
    value: `{{ notice.counts.${name} }}`,
    onlyIf: 'notice.counts',
  }));
}
