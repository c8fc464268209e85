import { createHash } from 'node:crypto';

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

const style =
  'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:12vh auto;padding:0 1rem;color:#222;background:#fff}h1{font-size:1.4rem}button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.4rem;background:#1a56db;color:#fff}section+section{margin-top:2.5rem}';

/** What a content security policy has to know of the page's style. */
export const unsubscribeStyleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** A page of its own, without scripts, in Korean and English; nothing in it comes from outside. */
export function unsubscribePage(kind: keyof typeof words): string {
  const sections = (['ko', 'en'] as const).map((locale) => section(locale, words[kind][locale]));
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words[kind].ko[0]} · ${words[kind].en[0]}</title>
<style>${style}</style>
</head>
<body>
${sections.join('\n')}
</body>
</html>
`;
}

function section(locale: string, [title, text, button]: readonly string[]): string {
  // Without an action the form is sent to the address of the page.
  const form =
    button === undefined ? '' : `\n<form method="post"><button>${button}</button></form>`;
  return `<section lang="${locale}">\n<h1>${title}</h1>\n<p>${text}</p>${form}\n</section>`;
}
