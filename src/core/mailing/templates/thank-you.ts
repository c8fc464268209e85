import type { Locale } from '../../runtime/locales.js';
import { composeDraft, heading, paragraph, type TemplateDraft } from './blocks.js';

/** After the event, to those who came. */
export const thankYou: Record<Locale, TemplateDraft> = {
  ko: composeDraft('[{{ event.name }}] 참석해 주셔서 감사합니다', [
    heading('함께해 주셔서 감사합니다'),
    paragraph('{{ participant.name }} 님, 안녕하세요.'),
    paragraph(
      '{{ event.name }} 행사에 참석해 주셔서 진심으로 감사합니다. 덕분에 뜻깊은 자리가 되었습니다.',
    ),
    paragraph(
      '좋았던 점이나 아쉬웠던 점을 주최 측에 알려 주시면 다음 행사를 준비하는 데 큰 도움이 됩니다.',
    ),
    paragraph('다음에 다시 뵙기를 기대하겠습니다.'),
  ]),
  en: composeDraft('Thank you for coming to {{ event.name }}', [
    heading('Thank you for coming'),
    paragraph('Hello {{ participant.name }},'),
    paragraph(
      'Thank you for being part of {{ event.name }}. It would not have been the same without you.',
    ),
    paragraph(
      'Tell the organizers what you liked and what you missed: it helps to make the next event better.',
    ),
    paragraph('We hope to see you again.'),
  ]),
};
