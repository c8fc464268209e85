import type { Locale } from '../../runtime/locales.js';
import { composeDraft, heading, paragraph, type TemplateDraft } from './blocks.js';

/** After the event, to those who did not come. Check-ins do get lost, so it blames nobody. */
export const missedYou: Record<Locale, TemplateDraft> = {
  ko: composeDraft('[{{ event.name }}] 이번에는 뵙지 못해 아쉬웠습니다', [
    heading('이번에는 뵙지 못해 아쉬웠습니다'),
    paragraph('{{ participant.name }} 님, 안녕하세요.'),
    paragraph(
      '{{ event.name }} 행사에서 뵙지 못해 아쉬웠습니다. 관심을 갖고 등록해 주셔서 감사드리며, 다음 행사에서는 꼭 뵙기를 바랍니다.',
    ),
    paragraph(
      '행사에 참석하셨는데 이 메일을 받으셨다면 입장 확인이 빠졌을 수 있습니다. 주최 측에 알려 주시면 바로잡겠습니다.',
    ),
  ]),
  en: composeDraft('We missed you at {{ event.name }}', [
    heading('We missed you'),
    paragraph('Hello {{ participant.name }},'),
    paragraph(
      'We are sorry that we did not see you at {{ event.name }}. Thank you for your interest; we hope that you can make it next time.',
    ),
    paragraph(
      'If you were there after all, your check-in may have been missed. Please tell the organizers, and it will be put right.',
    ),
  ]),
};
