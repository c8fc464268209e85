import type { Context } from '../runtime/context.js';
import { findParticipantBy } from './participant-repository.js';
import type { Participant } from './schema.js';

/** The participant of an id, for machinery that holds one; people name them through `findParticipant`. */
export async function readParticipant(
  { database, keyring }: Pick<Context, 'database' | 'keyring'>,
  id: string,
): Promise<Participant | undefined> {
  return await findParticipantBy(database.knex, keyring, { id });
}
