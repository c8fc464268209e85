import type { Context } from '../runtime/context.js';
import { type Locale, locales } from '../runtime/locales.js';
import { type MailClass, type TemplateName, templates } from './schema.js';
import { listOwnTemplates } from './template-repository.js';

export interface ListedTemplate {
  name: TemplateName;
  class: MailClass;
  /** When the event's own version was set; null where the built-in one is sent. */
  own: Record<Locale, Date | null>;
}

/** Every template, with what an event has of its own; without an event, what evm brings along. */
export async function listTemplates(
  { database }: Pick<Context, 'database'>,
  eventId: string,
): Promise<ListedTemplate[]> {
  return describeTemplates(await listOwnTemplates(database.knex, eventId));
}

/** The same from versions that are known. */
export function describeTemplates(
  own: readonly { template: TemplateName; locale: Locale; updatedAt: Date }[],
): ListedTemplate[] {
  const names = Object.entries(templates) as [TemplateName, MailClass][];
  return names.map(([name, mailClass]) => {
    const dates = locales.map((locale) => {
      const version = own.find((one) => one.template === name && one.locale === locale);
      return [locale, version?.updatedAt ?? null] as const;
    });
    return { name, class: mailClass, own: Object.fromEntries(dates) as ListedTemplate['own'] };
  });
}
