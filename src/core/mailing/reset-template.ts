import type { Context } from '../runtime/context.js';
import type { Locale } from '../runtime/locales.js';
import type { TemplateName } from './schema.js';
import { deleteOwnTemplates } from './template-repository.js';

/**
 * Goes back to the built-in template, in one language or in all; messages that have not been sent yet
 * get it. Returns the languages that had a version of the event's own.
 */
export async function resetTemplate(
  { database }: Pick<Context, 'database'>,
  key: { eventId: string; template: TemplateName; locale: Locale | undefined },
): Promise<Locale[]> {
  return await deleteOwnTemplates(database.knex, key);
}
