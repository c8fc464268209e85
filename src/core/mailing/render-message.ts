import type { Template } from 'liquidjs';
import type { Locale } from '../runtime/locales.js';
import { templates } from './schema.js';
import { templateErrors } from './template-errors.js';
import type { TemplateModel } from './template-model.js';
import type { TemplateSource } from './templates/blocks.js';
import { deriveText } from './templates/derive-text.js';
import { htmlLayout, isWholeDocument, type Layout, textLayout } from './templates/layout.js';
import { describeMistake, type Markup, parseLiquid, renderLiquid } from './templates/liquid.js';
import { oneLine } from './templates/plain-text.js';

/** The words of a message, ready to be put into an e-mail. */
export interface RenderedMessage {
  /** One line without control characters. */
  subject: string;
  html: string;
  text: string;
}

/**
 * Renders a template with its layout in a language. Values are escaped in the HTML and never read as
 * liquid. Throws TEMPLATE_INVALID, which quotes the template and no value.
 */
export async function renderMessage(message: {
  source: TemplateSource;
  model: TemplateModel;
  locale: Locale;
}): Promise<RenderedMessage> {
  try {
    return renderParts(message);
  } catch (error) {
    const mistake = describeMistake(error);
    if (!mistake) throw error;
    const { template } = message.source;
    const place = mistake.line === undefined ? '' : ` (line ${mistake.line})`;
    throw templateErrors.invalid({ template, problems: [`${mistake.message}${place}`] }, error);
  }
}

/** The same at once; throws what `describeMistake` explains. */
export function renderParts({
  source,
  model,
  locale,
}: {
  source: TemplateSource;
  model: TemplateModel;
  locale: Locale;
}): RenderedMessage {
  const scope = scopeOf(source.template, model);
  const isWhole = isWholeDocument(source.html);
  const html = render('html', scope, source.html, isWhole ? undefined : htmlLayout(locale));
  return {
    subject: oneLine(render('plain', scope, source.subject), longestSubject),
    html: html.toWellFormed(),
    text: tidy(renderText(source, scope, { locale, whole: isWhole ? html : undefined })),
  };
}

/** The body of the HTML alone, which is what its author wrote. */
export function renderBody({ source, model }: { source: TemplateSource; model: TemplateModel }) {
  return render('html', scopeOf(source.template, model), source.html);
}

/**
 * What a template of this name may use: only ticket mail brings the image of a ticket, and only from
 * bulk mail can one unsubscribe. The layout asks for the link everywhere.
 */
export function scopeOf(template: TemplateSource['template'], model: TemplateModel) {
  const { ticket, unsubscribe_url, ...others } = model;
  switch (templates[template]) {
    case 'ticket':
      return { ...others, ticket, unsubscribe_url: null };
    case 'transactional':
      return { ...others, unsubscribe_url: null };
    case 'bulk':
      return { ...others, unsubscribe_url };
  }
}

/** Longer ones are cut by every mail program. */
export const longestSubject = 250;

function renderText(
  { html, text }: TemplateSource,
  scope: object,
  { locale, whole }: { locale: Locale; whole: string | undefined },
): string {
  if (text !== null) return render('plain', scope, text, textLayout(locale));
  if (whole !== undefined) return deriveText(whole);
  const { before, after } = textLayout(locale);
  const body = deriveText(render('html', scope, html));
  return `${render('plain', scope, before)}${body}${render('plain', scope, after)}`;
}

/** Layout and body are read apart, so that neither can leave something open in the other. */
export function render(markup: Markup, scope: object, body: string, layout?: Layout): string {
  const parsed: Template[] = layout
    ? [
        ...parseLiquid(markup, layout.before),
        ...parseLiquid(markup, body),
        ...parseLiquid(markup, layout.after),
      ]
    : parseLiquid(markup, body);
  return renderLiquid(markup, parsed, scope);
}

/** No control characters, and no gaps where a part had nothing to say. */
export function tidy(text: string): string {
  const lines = text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n');
  return `${lines.trim()}\n`;
}
