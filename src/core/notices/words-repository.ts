import type { Event } from '../events/schema.js';
import type { Queryable } from '../runtime/database/database.js';

/** What a mail says of its event, also of one that was deleted: people are told of that too. */
export async function findEventWords(
  db: Queryable,
  eventId: string,
): Promise<EventWords | undefined> {
  const row = await db('events').where({ id: eventId }).first<EventWordsRow | undefined>({
    name: 'name',
    slug: 'slug',
    startsAt: 'starts_at',
    endsAt: 'ends_at',
    timezone: 'timezone',
    branding: 'branding',
  });
  return row && { ...row, endsAt: row.endsAt ?? undefined, branding: row.branding ?? undefined };
}

/** An event as a mail describes it. */
export type EventWords = Pick<
  Event,
  'name' | 'slug' | 'startsAt' | 'endsAt' | 'timezone' | 'branding'
>;

type EventWordsRow = Omit<EventWords, 'endsAt' | 'branding'> & {
  endsAt: Date | null;
  branding: NonNullable<EventWords['branding']> | null;
};

/** What a mail may say of an import beyond its facts: its file's name can be a person's. */
export async function findImportWords(
  db: Queryable,
  importId: string,
): Promise<{ file: string; reason: string | null } | undefined> {
  return await db('imports')
    .where({ id: importId })
    .first<{ file: string; reason: string | null } | undefined>({
      file: 'file_name',
      reason: 'last_error',
    });
}
