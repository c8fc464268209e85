import type { Locale } from '../../runtime/locales.js';

/** What stands around the body of every mail, as liquid. */
export interface Layout {
  before: string;
  after: string;
}

/** A template that begins like this brings its own document and gets no layout. */
export function isWholeDocument(html: string): boolean {
  return /^\s*<(?:!doctype|html)[\s>]/i.test(html);
}

/** Styles that mail programs without `<style>` need too; names are those of the rules for the dark. */
export const styles = {
  text: 'margin:0 0 16px;font-size:16px;line-height:1.6;color:#1d2129;',
  heading: 'margin:0 0 16px;font-size:22px;line-height:1.35;font-weight:700;color:#1d2129;',
  faint: 'margin:0 0 8px;font-size:13px;line-height:1.5;color:#5b6270;',
  /** Long names break; Korean words break between words as long as they can. */
  breaking: 'word-wrap:break-word;overflow-wrap:anywhere;word-break:keep-all;',
} as const;

const fonts =
  "-apple-system,BlinkMacSystemFont,'Segoe UI','Apple SD Gothic Neo','Malgun Gothic','Noto Sans KR',Roboto,Helvetica,Arial,sans-serif";

/** The dark rules overrule the inline styles; the header keeps the event's colour, the QR code its white. */
const sheet = `:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (max-width: 480px) {
  .edge { padding: 0 !important; }
  .pad { padding-left: 20px !important; padding-right: 20px !important; border-radius: 0 !important; }
}
@media (prefers-color-scheme: dark) {
  .page { background-color: #0f1115 !important; }
  .card { background-color: #1b1e25 !important; }
  .panel { background-color: #262a33 !important; border-color: #3a3f4b !important; }
  .text { color: #e8eaee !important; }
  .faint { color: #a5acb9 !important; }
  .link { color: #8ab4ff !important; }
}`;

const words = {
  ko: {
    why: '이 메일은 {{ event.name }} 행사에 등록하신 분께 발송되었습니다.',
    leave: '행사 안내 메일을 더 이상 받지 않으시려면 수신을 거부하실 수 있습니다.',
    unsubscribe: '수신 거부',
  },
  en: {
    why: 'You are receiving this e-mail because you registered for {{ event.name }}.',
    leave: 'You can choose not to receive such announcements any more.',
    unsubscribe: 'Unsubscribe',
  },
} as const satisfies Record<Locale, object>;

/** The document around an HTML body: header in the event's colour, a card, why one gets it. */
export function htmlLayout(locale: Locale): Layout {
  return htmlLayouts[locale];
}

/** The lines around a plain text. */
export function textLayout(locale: Locale): Layout {
  return textLayouts[locale];
}

/** The same two for mail that somebody gets for another reason; `why` may hold liquid. */
export function layoutsBecause(locale: Locale, why: string): { html: Layout; text: Layout } {
  return { html: makeHtmlLayout(locale, why), text: makeTextLayout(locale, why) };
}

const htmlLayouts = { ko: makeHtmlLayout('ko'), en: makeHtmlLayout('en') };
const textLayouts = { ko: makeTextLayout('ko'), en: makeTextLayout('en') };

function makeTextLayout(locale: Locale, why: string = words[locale].why): Layout {
  const { unsubscribe } = words[locale];
  return {
    before: '{{ event.name }}\n\n',
    after: `\n\n--\n${why}\n{% if unsubscribe_url %}${unsubscribe}: {{ unsubscribe_url }}\n{% endif %}`,
  };
}

function makeHtmlLayout(locale: Locale, why: string = words[locale].why): Layout {
  const { leave, unsubscribe } = words[locale];
  return {
    before: `<!doctype html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="x-apple-disable-message-reformatting">
<title>{{ event.name }}</title>
<style>
${sheet}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#eef0f4;-webkit-text-size-adjust:100%;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background-color:#eef0f4;">
<tr><td align="center" class="edge" style="padding:24px 12px;">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;table-layout:fixed;font-family:${fonts};">
<tr><td class="pad" bgcolor="{{ event.color }}" style="padding:20px 32px;background-color:{{ event.color }};border-radius:12px 12px 0 0;">
{% if event.logo_url %}<img src="{{ event.logo_url }}" alt="" height="40" style="display:block;height:40px;width:auto;max-width:100%;margin:0 0 12px;padding:6px;border:0;border-radius:8px;background-color:#ffffff;">
{% endif %}<p style="margin:0;font-size:18px;line-height:1.4;font-weight:700;color:{{ event.on_color }};${styles.breaking}"><bdi>{{ event.name }}</bdi></p>
</td></tr>
<tr><td class="pad card" style="padding:32px 32px 16px;background-color:#ffffff;border-radius:0 0 12px 12px;${styles.breaking}">
`,
    after: `
</td></tr>
<tr><td class="pad" style="padding:20px 32px 8px;${styles.breaking}">
<p class="faint" style="${styles.faint}">${why}</p>
{% if unsubscribe_url %}<p class="faint" style="${styles.faint}">${leave} <a class="faint" href="{{ unsubscribe_url }}" style="color:#5b6270;text-decoration:underline;">${unsubscribe}</a></p>
{% endif %}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`,
  };
}
