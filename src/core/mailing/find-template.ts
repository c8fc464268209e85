import type { Context } from '../runtime/context.js';
import type { Locale } from '../runtime/locales.js';
import type { TemplateName } from './schema.js';
import { findOwnTemplate } from './template-repository.js';
import type { TemplateSource } from './templates/blocks.js';
import { builtInTemplates } from './templates/built-in.js';

/** What an event sends. */
export interface FoundTemplate extends TemplateSource {
  locale: Locale;
  origin: 'built_in' | 'event';
  /** When the event's own version was set; null for a built-in one. */
  updatedAt: Date | null;
}

/** The event's own version of a template in a language, else the built-in one. */
export async function findTemplate(
  { database }: Pick<Context, 'database'>,
  wanted: { eventId: string; template: TemplateName; locale: Locale },
): Promise<FoundTemplate> {
  const own = await findOwnTemplate(database.knex, wanted);
  return own ? { ...own, origin: 'event' } : findBuiltInTemplate(wanted);
}

/** The template that evm brings along. */
export function findBuiltInTemplate({
  template,
  locale,
}: {
  template: TemplateName;
  locale: Locale;
}): FoundTemplate {
  const draft = builtInTemplates[template][locale];
  return { ...draft, template, locale, origin: 'built_in', updatedAt: null };
}
