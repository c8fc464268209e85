import type { Locale } from '../../runtime/locales.js';
import { composeDraft, details, heading, paragraph, type TemplateDraft } from './blocks.js';
import { ticketOf } from './ticket-words.js';

/** A place has become free for somebody on the waitlist, and this is their ticket. */
export const waitlistPromoted: Record<Locale, TemplateDraft> = {
  ko: composeDraft('[{{ event.name }}] 대기 등록이 참가 확정으로 변경되었습니다', [
    heading('참가가 확정되었습니다'),
    paragraph('{{ participant.name }} 님, 안녕하세요.'),
    paragraph(
      '기다려 주셔서 감사합니다. 자리가 마련되어 {{ event.name }} 행사 참가가 확정되었습니다.',
    ),
    details('ko'),
    ticketOf('ko'),
    paragraph('함께 보내 드린 일정 파일을 열면 캘린더에 행사를 추가하실 수 있습니다.'),
    paragraph(
      '참석이 어려우시면 다른 대기자께 자리가 돌아갈 수 있도록 주최 측에 미리 알려 주시기 바랍니다.',
    ),
  ]),
  en: composeDraft('A place for you at {{ event.name }}', [
    heading('You have a place'),
    paragraph('Hello {{ participant.name }},'),
    paragraph(
      'Thank you for waiting. A place has become free, and you are now registered for {{ event.name }}.',
    ),
    details('en'),
    ticketOf('en'),
    paragraph('Open the attached calendar file to add the event to your calendar.'),
    paragraph(
      'If you cannot come, please let the organizers know, so that somebody else on the waitlist can take your place.',
    ),
  ]),
};
