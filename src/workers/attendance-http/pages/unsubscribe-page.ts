import { writePage } from './page.js';

const words = {
  ask: {
    ko: [
      '이 이메일을 그만 받으시겠습니까?',
      '입장권과 변경 안내는 계속 보내 드립니다.',
      '수신 거부',
    ],
    en: [
      'Stop receiving these e-mails?',
      'Tickets and changes of your registration will still reach you.',
      'Unsubscribe',
    ],
  },
  done: {
    ko: ['수신 거부되었습니다.', '입장권과 변경 안내는 계속 보내 드립니다.'],
    en: ['You are unsubscribed.', 'Tickets and changes of your registration will still reach you.'],
  },
  unknown: {
    ko: ['올바르지 않은 링크입니다.', '이메일에 있는 링크를 그대로 열어 주세요.'],
    en: ['This link is not valid.', 'Open the link exactly as it stands in the e-mail.'],
  },
} as const;

/** Asks whether to stop, says that it is done, or that the link is none of ours. */
export function unsubscribePage(kind: keyof typeof words): string {
  const { ko, en } = words[kind];
  return writePage(`${ko[0]} · ${en[0]}`, (locale) => section(words[kind][locale]));
}

function section([title, text, button]: readonly string[]): string {
  // Without an action the form is sent to the address of the page.
  const form =
    button === undefined ? '' : `\n<form method="post"><button>${button}</button></form>`;
  return `<h1>${title}</h1>\n<p>${text}</p>${form}`;
}
