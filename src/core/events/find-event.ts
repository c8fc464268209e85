import { closestWord } from '../runtime/config/closest-word.js';
import type { Context } from '../runtime/context.js';
import type { Queryable } from '../runtime/database/database.js';
import { eventErrors } from './errors.js';
import { selectEventsByReference, selectSlugs } from './event-repository.js';
import type { Event } from './schema.js';

/**
 * The event that a person names: by slug, by id, or by a beginning that only one event has (of the
 * slug, or of the id from 8 characters on). A whole slug wins over longer ones. Deleted events are
 * not found.
 *
 * @throws EVENT_NOT_FOUND with a suggestion, EVENT_AMBIGUOUS with the candidates
 */
export async function findEvent(
  context: Pick<Context, 'database'>,
  reference: string,
): Promise<Event> {
  return await findEventIn(context.database.knex, reference);
}

/** The same inside a transaction. */
export async function findEventIn(db: Queryable, reference: string): Promise<Event> {
  const wanted = reference.trim().normalize('NFC').toLowerCase();
  const found = isSearchable(wanted)
    ? await selectEventsByReference(db, wanted, mostCandidates)
    : [];
  const [first] = found;
  if (first === undefined) throw await notFound(db, reference, wanted);
  if (found.length > 1) {
    throw eventErrors.ambiguous({ reference, candidates: found.map((event) => event.slug) });
  }
  return first;
}

const mostCandidates = 10;
const mostSuggestions = 1000;

/** PostgreSQL has no NUL in texts; nothing as long as this is a slug or an id. */
function isSearchable(wanted: string): boolean {
  return wanted !== '' && wanted.length <= 100 && !/[\0\p{Surrogate}]/u.test(wanted);
}

async function notFound(db: Queryable, reference: string, wanted: string) {
  const slugs = await selectSlugs(db, mostSuggestions);
  return eventErrors.notFound({ reference, suggestion: closestWord(wanted, slugs) });
}
