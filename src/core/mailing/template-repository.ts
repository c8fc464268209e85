import type { Queryable } from '../runtime/database/database.js';
import type { Locale } from '../runtime/locales.js';
import type { TemplateName } from './schema.js';
import type { TemplateDraft } from './templates/blocks.js';

/** Which version of which template of an event. */
export interface TemplateKey {
  eventId: string;
  template: TemplateName;
  locale: Locale;
}

/** An event's own version of a template. */
export interface OwnTemplate extends TemplateDraft {
  template: TemplateName;
  locale: Locale;
  updatedAt: Date;
}

export async function findOwnTemplate(
  db: Queryable,
  { eventId, template, locale }: TemplateKey,
): Promise<OwnTemplate | undefined> {
  return await db('mail_templates')
    .where({ event_id: eventId, template, locale })
    .first<OwnTemplate | undefined>(columns);
}

/** The versions that an event has, without their contents. */
export async function listOwnTemplates(
  db: Queryable,
  eventId: string,
): Promise<Pick<OwnTemplate, 'template' | 'locale' | 'updatedAt'>[]> {
  const { template, locale, updatedAt } = columns;
  return await db('mail_templates')
    .where({ event_id: eventId })
    .orderBy(['template', 'locale'])
    .select<Pick<OwnTemplate, 'template' | 'locale' | 'updatedAt'>[]>({
      template,
      locale,
      updatedAt,
    });
}

/** Stores a version in place of the one before; returns when, by the database's clock. */
export async function saveOwnTemplate(
  db: Queryable,
  { eventId, template, locale }: TemplateKey,
  { subject, html, text }: TemplateDraft,
): Promise<Date> {
  const [saved] = await db('mail_templates')
    .insert({
      ...{ event_id: eventId, template, locale, subject, html, text },
      updated_at: db.raw('clock_timestamp()'),
    })
    .onConflict(['event_id', 'template', 'locale'])
    .merge()
    .returning<{ updatedAt: Date }[]>({ updatedAt: 'updated_at' } as never);
  return (saved as { updatedAt: Date }).updatedAt;
}

/** Removes the version of a language, or of all without one; returns of which there were any. */
export async function deleteOwnTemplates(
  db: Queryable,
  { eventId, template, locale }: Omit<TemplateKey, 'locale'> & { locale: Locale | undefined },
): Promise<Locale[]> {
  const query = db('mail_templates').where({ event_id: eventId, template });
  if (locale) query.where({ locale });
  const deleted = await query.delete().returning<{ locale: Locale }[]>('locale');
  return deleted.map((row) => row.locale).sort();
}

const columns = {
  template: 'template',
  locale: 'locale',
  subject: 'subject',
  html: 'html',
  text: 'text',
  updatedAt: 'updated_at',
} as const;
