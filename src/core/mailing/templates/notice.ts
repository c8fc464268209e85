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

/** Usually three hours before; it does not count them, because it may be read later than it was sent. */
export const notice: Record<Locale, TemplateDraft> = {
  ko: composeDraft('[{{ event.name }}] 행사가 곧 시작됩니다', [
    heading('행사가 곧 시작됩니다'),
    paragraph(
      '{{ participant.name }} 님, {{ event.name }} 행사가 곧 시작됩니다. 시간과 장소를 다시 한번 확인해 주시기 바랍니다.',
    ),
    details('ko'),
    onlyWith('event.online_link', button('온라인으로 참가하기', 'event.online_link')),
    unlessOnline(paragraph('입장하실 때 앞서 보내 드린 메일의 입장권 QR 코드를 보여 주세요.')),
  ]),
  en: composeDraft('{{ event.name }} starts soon', [
    heading('It starts soon'),
    paragraph(
      'Hello {{ participant.name }}, {{ event.name }} starts soon. Please check the time and place once more.',
    ),
    details('en'),
    onlyWith('event.online_link', button('Join online', 'event.online_link')),
    unlessOnline(paragraph('At the entrance, show the QR code of your ticket e-mail.')),
  ]),
};
