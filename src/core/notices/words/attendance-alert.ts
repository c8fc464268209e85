import { composeDraft, factPanel, heading, paragraph } from '../../mailing/templates/blocks.js';
import type { NoticeWords } from './notice-words.js';

const what = {
  ko: `{% case notice.alert %}{% when 'gate_overload' %}게이트가 처리 한계에 가깝습니다. 다른 게이트로 안내하거나 인력을 보강해 주세요.{% when 'low_attendance' %}행사가 절반을 지났는데 출석률이 낮습니다.{% when 'sync_queue' %}처리를 기다리는 출석 데이터가 많습니다. 작업 프로세스가 실행 중인지 확인해 주세요.{% when 'slow_responses' %}출석 처리가 느립니다. 서버와 데이터베이스를 확인해 주세요.{% else %}거절된 스캔의 비율이 높습니다. 게이트 현장과 단말을 확인해 주세요.{% endcase %}`,
  en: `{% case notice.alert %}{% when 'gate_overload' %}A gate is close to what it can do. Send people to another gate, or open one more.{% when 'low_attendance' %}Half of the event has passed, and few have come.{% when 'sync_queue' %}Much work about scans is waiting. Check that a worker runs.{% when 'slow_responses' %}Scans are answered slowly. Check the server and the database.{% else %}Many scans are refused. Look at the gates and at the devices.{% endcase %}`,
};

/** Something at the doors needs a hand. */
export const attendanceAlert: NoticeWords = {
  ko: composeDraft('[{{ event.name }}] 출석 현장 알림', [
    heading('출석 현장 알림'),
    paragraph(what.ko),
    factPanel([
      { label: '알림', value: '{{ notice.alert }}' },
      { label: '게이트', value: '{{ notice.gate }}', onlyIf: 'notice.gate' },
      { label: '현재 값', value: '{{ notice.value }} {{ notice.unit }}' },
      { label: '기준', value: '{{ notice.limit }} {{ notice.unit }}' },
    ]),
    paragraph('현황은 evm stats {{ event.slug }} 명령으로 확인하실 수 있습니다.'),
  ]),
  en: composeDraft('Alert at the doors of {{ event.name }}', [
    heading('An alert at the doors'),
    paragraph(what.en),
    factPanel([
      { label: 'Alert', value: '{{ notice.alert }}' },
      { label: 'Gate', value: '{{ notice.gate }}', onlyIf: 'notice.gate' },
      { label: 'Now', value: '{{ notice.value }} {{ notice.unit }}' },
      { label: 'Limit', value: '{{ notice.limit }} {{ notice.unit }}' },
    ]),
    paragraph('See how it stands with: evm stats {{ event.slug }}'),
  ]),
};
