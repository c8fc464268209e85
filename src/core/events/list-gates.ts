import type { Context } from '../runtime/context.js';
import { findEvent } from './find-event.js';
import { selectGates } from './gate-repository.js';
import type { Event, Gate } from './schema.js';

/** The gates of an event by code. Errors: those of `findEvent`. */
export async function listGates(
  context: Pick<Context, 'database'>,
  reference: string,
): Promise<{ event: Event; gates: Gate[] }> {
  const event = await findEvent(context, reference);
  return { event, gates: await selectGates(context.database.knex, event.id) };
}
