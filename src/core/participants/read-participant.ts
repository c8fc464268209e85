import type { Context } from '../runtime/context.js';
import { findParticipantBy, findParticipantsById } from './participant-repository.js';
import type { Participant } from './schema.js';

/** The participant of an id, for machinery that holds one; people name them through `findParticipant`. */
export async function readParticipant(
  { database, keyring }: Pick<Context, 'database' | 'keyring'>,
  id: string,
): Promise<Participant | undefined> {
  return await findParticipantBy(database.knex, keyring, { id });
}

/** The participants of these ids, in their order; undefined for who is gone. */
export async function readParticipants(
  { database, keyring }: Pick<Context, 'database' | 'keyring'>,
  ids: readonly string[],
): Promise<(Participant | undefined)[]> {
  const found = await findParticipantsById(database.knex, keyring, ids);
  const byId = new Map(found.map((participant) => [participant.id, participant]));
  return ids.map((id) => byId.get(id));
}
