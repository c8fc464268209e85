import type { FoundTemplate } from '../../core/mailing/find-template.js';

/** What `--json` shows of a template. */
export function templateDocument(found: FoundTemplate) {
  const { template, locale, origin, updatedAt, subject, html, text } = found;
  return {
    name: template,
    locale,
    origin,
    updatedAt: updatedAt?.toISOString() ?? null,
    subject,
    html,
    text,
  };
}
