import { locales } from '../runtime/locales.js';
import { type RenderedMessage, renderBody, renderParts } from './render-message.js';
import { type TemplateName, templates } from './schema.js';
import type { TemplateDraft, TemplateSource } from './templates/blocks.js';
import { checkSource, templateParts } from './templates/check-source.js';
import { scanTags } from './templates/html-tags.js';
import { type HtmlFault, judgeHtml } from './templates/judge-html.js';
import { describeMistake } from './templates/liquid.js';
import { sampleModels, sampleTicketCode, sampleUnsubscribeUrl } from './templates/sample-models.js';
import type { TemplateProblem } from './templates/template-problem.js';

/**
 * All that is wrong with a template, as far as it can be known before it is sent: tried in every language
 * with everything, with as little as possible, and with a hostile name. Empty for a good one; never throws
 * for what is in a template.
 */
export function checkTemplate(template: TemplateName, draft: TemplateDraft): TemplateProblem[] {
  const problems = templateParts.flatMap((part) => checkSource(template, part, draft[part]));
  // What cannot be read or names unknown things cannot be rendered either.
  if (problems.length > 0) return distinct(problems);
  const source = { ...draft, template };
  return distinct([
    ...judgeHtml(draft.html, { hasTicket: templates[template] === 'ticket', isSource: true }).map(
      inHtml,
    ),
    ...checkRendered(source),
  ]);
}

function checkRendered(source: TemplateSource): TemplateProblem[] {
  try {
    return renderAll(source);
  } catch (error) {
    const mistake = describeMistake(error);
    if (!mistake) throw error;
    const { message, line = null } = mistake;
    return [{ kind: mistake.kind, part: 'html', message, line }];
  }
}

function renderAll(source: TemplateSource): TemplateProblem[] {
  const hasTicket = templates[source.template] === 'ticket';
  return locales.flatMap((locale) => {
    const models = sampleModels(locale);
    const bodies = Object.values(models).map((model) => renderBody({ source, model }));
    const [full = '', , hostile = ''] = bodies;
    const breakable =
      shapeOf(full) === shapeOf(hostile)
        ? []
        : [inHtml({ kind: 'breakable', message: 'a name could change the markup', line: null })];
    return [
      ...bodies.flatMap((body) => judgeHtml(body, { hasTicket, isSource: false }).map(inWhole)),
      ...breakable,
      ...checkComplete(source, renderParts({ source, model: models.full, locale })),
      ...Object.values(models).flatMap((model) =>
        renderParts({ source, model, locale }).subject === '' ? [emptySubject] : [],
      ),
    ];
  });
}

const emptySubject: TemplateProblem = {
  ...{ kind: 'empty', part: 'subject', line: null },
  message: 'it can be empty: what it names may be missing',
};

/** What a message of its class must hold. */
function checkComplete(source: TemplateSource, rendered: RenderedMessage): TemplateProblem[] {
  const { html, text } = rendered;
  switch (templates[source.template]) {
    case 'ticket': {
      const message = 'the code of the ticket is missing: {{ ticket.code }}';
      const problem = { kind: 'no_ticket_code', message, line: null } as const;
      const visible = html.replace(/<[^>]*>/g, ' ');
      return [
        ...(visible.includes(sampleTicketCode) ? [] : [{ ...problem, part: 'html' as const }]),
        ...(text.includes(sampleTicketCode) ? [] : [{ ...problem, part: 'text' as const }]),
      ];
    }
    case 'bulk': {
      const message = 'the link to unsubscribe is missing: <a href="{{ unsubscribe_url }}">';
      const links = scanTags(html).flatMap(({ name, attributes }) =>
        name === 'a' ? attributes.filter((one) => one.name === 'href') : [],
      );
      if (links.some(({ value }) => value === sampleUnsubscribeUrl)) return [];
      return [{ kind: 'no_unsubscribe_link', part: 'html', message, line: null }];
    }
    case 'transactional':
      return [];
  }
}

/** Which elements and attributes there are, whatever is in them. */
function shapeOf(html: string): string {
  const tags = scanTags(html).map(({ name, attributes }) => [
    name,
    ...attributes.map((one) => one.name),
  ]);
  return JSON.stringify(tags);
}

function inHtml({ kind, message, line }: Omit<TemplateProblem, 'part'>): TemplateProblem {
  return { kind, part: 'html', message, line };
}

/** Lines of rendered HTML are not those of the template. */
function inWhole({ kind, message }: HtmlFault): TemplateProblem {
  return { kind, part: 'html', message, line: null };
}

/** The same thing found by several trials is one problem; the one with a line says more. */
function distinct(problems: readonly TemplateProblem[]): TemplateProblem[] {
  const keyOf = ({ part, message }: TemplateProblem) => `${part} ${message}`;
  const placed = new Set(problems.filter(({ line }) => line !== null).map(keyOf));
  const kept = problems.filter((problem) => problem.line !== null || !placed.has(keyOf(problem)));
  return [
    ...new Map(kept.map((problem) => [`${problem.line} ${keyOf(problem)}`, problem])).values(),
  ];
}
