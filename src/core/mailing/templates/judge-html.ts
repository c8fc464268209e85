import { ticketContentId } from '../template-model.js';
import { type HtmlTag, scanTags } from './html-tags.js';

/** Something in HTML that has no place in an e-mail. */
export interface HtmlFault {
  kind: 'unsafe_html' | 'unsafe_link' | 'incomplete_link';
  message: string;
  line: number;
}

interface JudgeOptions {
  /** The message will hold the image of a ticket. */
  hasTicket: boolean;
  /** It is a template: what a link will be is not known yet where it holds liquid. */
  isSource: boolean;
}

/**
 * What mail programs refuse or strip, what would run, and links that lead nowhere.
 */
export function judgeHtml(html: string, options: JudgeOptions): HtmlFault[] {
  const faults = scanTags(html).flatMap((tag) => judgeTag(tag, options));
  const styles = html.match(/<style[\s>][\s\S]*?<\/style/gi) ?? [];
  return [...faults, ...styles.flatMap((style) => judgeStyle(style, 1))];
}

const forbiddenTags: ReadonlySet<string> = new Set([
  ...['script', 'noscript', 'iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'form'],
  ...['input', 'textarea', 'select', 'button', 'base', 'link', 'svg', 'math', 'template', 'portal'],
]);
const linkAttributes: ReadonlySet<string> = new Set([
  ...['href', 'src', 'background', 'action', 'formaction', 'poster', 'srcset', 'xlink:href'],
  ...['data', 'cite', 'longdesc', 'ping', 'lowsrc', 'dynsrc'],
]);
const activeStyle =
  /expression\s*\(|@import|javascript:|behaviou?r\s*:|-moz-binding|url\((?!\s*['"]?\s*https?:)/i;
/** Any other value could bring a rule of its own: escapes of HTML mean nothing in a style. */
const otherValue = /\{\{-?(?!-?\s*event\.(?:on_)?color\s*-?\}\})/;

function judgeStyle(style: string, line: number): HtmlFault[] {
  const messages = [
    ...(activeStyle.test(style)
      ? ['a style may neither load anything but images from the web nor run anything']
      : []),
    ...(otherValue.test(style)
      ? ['a style may hold no values but event.color, event.on_color']
      : []),
  ];
  return messages.map((message) => ({ kind: 'unsafe_html', message, line }));
}

function judgeTag(tag: HtmlTag, options: JudgeOptions): HtmlFault[] {
  const { name, attributes, line } = tag;
  const faults: HtmlFault[] = [];
  if (forbiddenTags.has(name)) {
    faults.push({ kind: 'unsafe_html', message: `<${name}> does not work in an e-mail`, line });
  }
  if (
    name === 'meta' &&
    attributes.some((one) => one.name === 'http-equiv' && /refresh/i.test(one.value))
  ) {
    faults.push({ kind: 'unsafe_html', message: 'a mail cannot forward its reader', line });
  }
  for (const attribute of attributes) {
    const { value, isQuoted } = attribute;
    if (/^on/.test(attribute.name)) {
      const message = `${attribute.name} of <${name}> would run something`;
      faults.push({ kind: 'unsafe_html', message, line });
    }
    if (!isQuoted && value.startsWith('{{')) {
      const message = `${attribute.name} of <${name}> needs quotes around its value`;
      faults.push({ kind: 'unsafe_html', message, line });
    }
    if (attribute.name === 'style') faults.push(...judgeStyle(value, line));
    const isKnown = !options.isSource || !/\{[{%]/.test(value);
    if (isKnown && linkAttributes.has(attribute.name)) {
      const fault = judgeLink(value, { place: `${attribute.name} of <${name}>`, options });
      if (fault) faults.push({ ...fault, line });
    }
  }
  return faults;
}

function judgeLink(
  value: string,
  { place, options }: { place: string; options: JudgeOptions },
): Omit<HtmlFault, 'line'> | undefined {
  // Browsers ignore white space and control characters in a protocol.
  const link = value.replace(/[\s\p{Cc}]/gu, '').toLowerCase();
  if (link === '')
    return {
      kind: 'incomplete_link',
      message: `${place} is empty, or can be; put it between {% if … %} and {% endif %}`,
    };
  if (/^(?:https?:\/\/.|mailto:.|tel:.|#)/.test(link)) return undefined;
  if (link === `cid:${ticketContentId}` && options.hasTicket) return undefined;
  const [, protocol] = /^([a-z][a-z0-9+.-]*:)/.exec(link) ?? [];
  if (protocol === 'cid:') {
    return { kind: 'incomplete_link', message: `${place} is an image that the mail does not hold` };
  }
  if (protocol !== undefined && !/^(?:https?|mailto|tel):$/.test(protocol)) {
    return { kind: 'unsafe_link', message: `${place} begins with ${protocol}` };
  }
  return { kind: 'incomplete_link', message: `${place} is not a whole address (https://…)` };
}
