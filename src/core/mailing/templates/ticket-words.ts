import type { Locale } from '../../runtime/locales.js';
import { type Block, ticketCard } from './blocks.js';

/** The ticket in the words of a language. */
export function ticketOf(locale: Locale): Block {
  return ticketCard(words[locale]);
}

const words = {
  ko: {
    title: '입장권',
    note: '입장하실 때 QR 코드를 보여 주세요. QR 코드가 보이지 않으면 입장권 번호를 알려 주시면 됩니다. 본인 전용이므로 다른 분께 전달하지 마시기 바랍니다.',
    code: '입장권 번호',
  },
  en: {
    title: 'Your ticket',
    note: 'Show the QR code at the entrance. If you cannot see it, your ticket number will do. The ticket is yours alone: please do not pass it on.',
    code: 'Ticket number',
  },
} as const satisfies Record<Locale, object>;
