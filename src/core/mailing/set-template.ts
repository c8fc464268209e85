import type { Context } from '../runtime/context.js';
import { checkTemplate } from './check-template.js';
import type { FoundTemplate } from './find-template.js';
import { templateErrors } from './template-errors.js';
import { saveOwnTemplate, type TemplateKey } from './template-repository.js';
import type { TemplateDraft } from './templates/blocks.js';
import { formatProblem } from './templates/template-problem.js';

/**
 * Gives an event its own version of a template in a language, in place of the one before. Messages that
 * have not been sent yet get it. Throws TEMPLATE_INVALID with all that is wrong with it.
 */
export async function setTemplate(
  { database }: Pick<Context, 'database'>,
  key: TemplateKey,
  draft: TemplateDraft,
): Promise<FoundTemplate> {
  const { template, locale } = key;
  const problems = checkTemplate(template, draft).map(formatProblem);
  if (problems.length > 0) throw templateErrors.invalid({ template, problems });
  const updatedAt = await saveOwnTemplate(database.knex, key, draft);
  const { subject, html, text } = draft;
  return { template, locale, subject, html, text, origin: 'event', updatedAt };
}
