import type { Locale } from '../../runtime/locales.js';
import { composeDraft, heading, paragraph, type TemplateDraft } from './blocks.js';

/** A registration is cancelled, by whomever. */
export const cancellation: Record<Locale, TemplateDraft> = {
  ko: composeDraft('[{{ event.name }}] 참가 등록이 취소되었습니다', [
    heading('참가 등록이 취소되었습니다'),
    paragraph('{{ participant.name }} 님, 안녕하세요.'),
    paragraph(
      '{{ event.day }}에 열리는 {{ event.name }} 행사의 참가 등록(등록 번호 {{ participant.number }})이 취소되었습니다. 이전에 받으신 입장권은 더 이상 사용하실 수 없습니다.',
    ),
    paragraph('취소를 요청하신 적이 없다면 주최 측에 문의해 주시기 바랍니다.'),
    paragraph('다음 기회에 뵙기를 바랍니다. 감사합니다.'),
  ]),
  en: composeDraft('Your registration for {{ event.name }} is cancelled', [
    heading('Your registration is cancelled'),
    paragraph('Hello {{ participant.name }},'),
    paragraph(
      'Your registration {{ participant.number }} for {{ event.name }} ({{ event.day }}) is cancelled. Tickets that you received before are no longer valid.',
    ),
    paragraph('If you did not ask for this, please contact the organizers.'),
    paragraph('We hope to see you another time.'),
  ]),
};
