import type { Locale } from '../../runtime/locales.js';
import type { TemplateName } from '../schema.js';
import { styles } from './layout.js';

/** Subject, HTML and plain text of a template, all liquid; without a text it is made of the HTML. */
export interface TemplateDraft {
  subject: string;
  html: string;
  text: string | null;
}

/** A draft of a known template. */
export interface TemplateSource extends TemplateDraft {
  template: TemplateName;
}

/** A part of a body, in both forms. Its words may hold liquid and no signs that HTML gives a meaning. */
export interface Block {
  html: string;
  text: string;
}

/** A draft whose HTML and text say the same, block by block. */
export function composeDraft(subject: string, blocks: readonly Block[]): TemplateDraft {
  return {
    subject,
    html: blocks.map(({ html }) => html).join('\n'),
    text: blocks.map(({ text }) => text).join('\n\n'),
  };
}

export function heading(words: string): Block {
  return {
    html: `<h1 class="text" style="${styles.heading}">${words}</h1>`,
    text: words,
  };
}

export function paragraph(words: string): Block {
  return { html: `<p class="text" style="${styles.text}">${isolate(words)}</p>`, text: words };
}

/** A block that is there only if the model has something of this name. */
export function onlyWith(name: string, block: Block): Block {
  return {
    html: `{% if ${name} %}${block.html}{% endif %}`,
    text: `{% if ${name} %}${block.text}{% endif %}`,
  };
}

const labels = {
  ko: {
    when: '일시',
    where: '장소',
    online: '온라인 참가',
    number: '등록 번호',
    about: '행사 소개',
  },
  en: {
    when: 'When',
    where: 'Where',
    online: 'Join online',
    number: 'Registration number',
    about: 'About the event',
  },
} as const satisfies Record<Locale, object>;

/** A block for events that people go to. */
export function unlessOnline({ html, text }: Block): Block {
  return {
    html: `{% unless event.is_online %}${html}{% endunless %}`,
    text: `{% unless event.is_online %}${text}{% endunless %}`,
  };
}

/** When and where, and under which number one is registered. */
export function details(locale: Locale): Block {
  const { when, where, online, number } = labels[locale];
  const link = `<a class="link" href="{{ event.online_link }}" style="color:#1a56c4;text-decoration:underline;word-break:break-all;">{{ event.online_link }}</a>`;
  return {
    html: panel(`${row(when, '{{ event.day }}{% if event.time %}<br>{{ event.time }}{% endif %}')}
{% if event.place %}${row(where, '{{ event.place }}')}{% endif %}
{% if event.online_link %}${row(online, link)}{% endif %}
${row(number, '{{ participant.number }}')}`),
    text: `${when}: {{ event.day }}{% if event.time %}, {{ event.time }}{% endif %}
{% if event.place %}${where}: {{ event.place }}
{% endif %}{% if event.online_link %}${online}: {{ event.online_link }}
{% endif %}${number}: {{ participant.number }}`,
  };
}

/** Labels with what the model says of them, one below the other; a value may be made of several. */
export function factPanel(
  facts: readonly { label: string; value: string; onlyIf?: string }[],
): Block {
  const only = (name: string | undefined, words: string) =>
    name === undefined ? words : `{% if ${name} %}${words}{% endif %}`;
  return {
    html: panel(
      facts.map(({ label, value, onlyIf }) => only(onlyIf, row(label, value))).join('\n'),
    ),
    text: facts.map(({ label, value, onlyIf }) => only(onlyIf, `${label}: ${value}\n`)).join(''),
  };
}

/** The event's own words about itself, where it has any. */
export function about(locale: Locale): Block {
  const label = labels[locale].about;
  return onlyWith('event.description', {
    html: `<p class="faint" style="${styles.faint}">${label}</p>
<p class="text" style="${styles.text}">{{ event.description | newline_to_br }}</p>`,
    text: `${label}\n{{ event.description }}`,
  });
}

/**
 * The QR code with its code as text below, on white also in the dark: scanners need the contrast. Its quiet
 * zone is in the image; 240 pixels are what a phone of 320 has room for.
 */
export function ticketCard(words: { title: string; note: string; code: string }): Block {
  const { title, note, code } = words;
  return {
    html: panel(
      `<p class="text" style="margin:0 0 4px;font-size:16px;line-height:1.5;font-weight:700;color:#1d2129;">${title}</p>
<p class="faint" style="${styles.faint}">${note}</p>
<img src="{{ ticket.qr }}" alt="${code} {{ ticket.code }}" width="240" height="240" style="display:block;width:240px;max-width:100%;height:auto;margin:12px auto;border:0;border-radius:8px;background-color:#ffffff;">
<p class="faint" style="margin:0;font-size:13px;line-height:1.5;color:#5b6270;">${code}</p>
<p class="text" style="margin:0 0 4px;font-family:Consolas,Menlo,'Courier New',monospace;font-size:22px;line-height:1.4;font-weight:700;letter-spacing:1px;color:#1d2129;">{{ ticket.code }}</p>`,
      'center',
    ),
    text: `${title}\n${code}: {{ ticket.code }}\n${note}`,
  };
}

/** A link that is hard to miss, in the colour of the event. The text has it among the details. */
export function button(label: string, url: string): Block {
  return {
    html: `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px;"><tr><td bgcolor="{{ event.color }}" style="background-color:{{ event.color }};border-radius:8px;">
<a href="{{ ${url} }}" style="display:inline-block;padding:12px 24px;font-size:16px;line-height:1.4;font-weight:700;color:{{ event.on_color }};text-decoration:none;">${label}</a>
</td></tr></table>`,
    text: '',
  };
}

function panel(inner: string, align: 'left' | 'center' = 'left'): string {
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px;table-layout:fixed;"><tr><td class="panel" align="${align}" style="padding:16px 16px 8px;background-color:#f5f7fa;border:1px solid #dfe3ea;border-radius:8px;${styles.breaking}">
${inner}
</td></tr></table>`;
}

/** Label above value: two columns are too narrow on a phone. */
function row(label: string, value: string): string {
  return `<p class="faint" style="margin:0;font-size:13px;line-height:1.5;color:#5b6270;">${label}</p>
<p class="text" style="margin:0 0 12px;font-size:16px;line-height:1.5;color:#1d2129;">${value}</p>`;
}

/** A name that is written from right to left does not turn the sentence around it. */
function isolate(words: string): string {
  return words.replaceAll(/\{\{ (?:participant|event)\.name \}\}/g, '<bdi>$&</bdi>');
}
