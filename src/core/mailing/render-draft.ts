import type { Locale } from '../runtime/locales.js';
import { longestSubject, type RenderedMessage, render, tidy } from './render-message.js';
import type { TemplateDraft } from './templates/blocks.js';
import { layoutsBecause } from './templates/layout.js';
import { oneLine } from './templates/plain-text.js';

/**
 * Renders what is no participant's template, in the same layout. `scope` has an `event` as templates
 * know it; `why` says why one gets this mail. Values are escaped in the HTML.
 */
export function renderDraft({
  draft,
  scope,
  locale,
  why,
}: {
  draft: TemplateDraft;
  scope: object;
  locale: Locale;
  why: string;
}): RenderedMessage {
  const layouts = layoutsBecause(locale, why);
  // The layout asks for the link everywhere.
  const values = { ...scope, unsubscribe_url: null };
  return {
    subject: oneLine(render('plain', values, draft.subject), longestSubject),
    html: render('html', values, draft.html, layouts.html).toWellFormed(),
    text: tidy(render('plain', values, draft.text ?? '', layouts.text)),
  };
}
