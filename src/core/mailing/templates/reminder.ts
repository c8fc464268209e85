import type { Locale } from '../../runtime/locales.js';
import {
  button,
  composeDraft,
  details,
  heading,
  onlyWith,
  paragraph,
  type TemplateDraft,
  unlessOnline,
} from './blocks.js';

/**
 * Usually a day before. It names the day instead of saying "tomorrow": a message that was held up would
 * send people on the wrong day.
 */
export const reminder: Record<Locale, TemplateDraft> = {
  ko: composeDraft('[{{ event.name }}] {{ event.day }} 행사를 안내해 드립니다', [
    heading('행사가 얼마 남지 않았습니다'),
    paragraph('{{ participant.name }} 님, 안녕하세요.'),
    paragraph('등록하신 {{ event.name }} 행사의 일정과 장소를 다시 안내해 드립니다.'),
    details('ko'),
    onlyWith('event.online_link', button('온라인으로 참가하기', 'event.online_link')),
    unlessOnline(
      paragraph(
        '앞서 보내 드린 메일의 입장권 QR 코드를 미리 준비해 주시면 더 빠르게 입장하실 수 있습니다.',
      ),
    ),
    paragraph('참석이 어려우시면 주최 측에 미리 알려 주시기 바랍니다.'),
  ]),
  en: composeDraft('Reminder: {{ event.name }}, {{ event.day }}', [
    heading('The event is coming up'),
    paragraph('Hello {{ participant.name }},'),
    paragraph('This is a short reminder of {{ event.name }}, for which you are registered.'),
    details('en'),
    onlyWith('event.online_link', button('Join online', 'event.online_link')),
    unlessOnline(
      paragraph('Please have the QR code of your ticket e-mail ready; it gets you in faster.'),
    ),
    paragraph('If you cannot come, please let the organizers know.'),
  ]),
};
