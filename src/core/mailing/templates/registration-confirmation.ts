import type { Locale } from '../../runtime/locales.js';
import { about, composeDraft, details, heading, paragraph, type TemplateDraft } from './blocks.js';
import { ticketOf } from './ticket-words.js';

/** The welcome: somebody is registered, and this is their ticket. */
export const registrationConfirmation: Record<Locale, TemplateDraft> = {
  ko: composeDraft('[{{ event.name }}] 참가 등록이 완료되었습니다', [
    heading('참가 등록이 완료되었습니다'),
    paragraph('{{ participant.name }} 님, 안녕하세요.'),
    paragraph(
      '{{ event.name }} 행사에 등록해 주셔서 감사합니다. 아래에서 일정과 입장권을 확인해 주시기 바랍니다.',
    ),
    details('ko'),
    ticketOf('ko'),
    paragraph('함께 보내 드린 일정 파일을 열면 캘린더에 행사를 추가하실 수 있습니다.'),
    about('ko'),
    paragraph('행사에서 뵙겠습니다. 감사합니다.'),
  ]),
  en: composeDraft('You are registered for {{ event.name }}', [
    heading('You are registered'),
    paragraph('Hello {{ participant.name }},'),
    paragraph(
      'Thank you for registering for {{ event.name }}. Here are the details and your ticket.',
    ),
    details('en'),
    ticketOf('en'),
    paragraph('Open the attached calendar file to add the event to your calendar.'),
    about('en'),
    paragraph('We look forward to seeing you.'),
  ]),
};
