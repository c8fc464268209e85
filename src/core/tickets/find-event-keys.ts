import type { Context } from '../runtime/context.js';
import { type EventPublicKey, fromRawPublicKey } from './event-key.js';
import { findSigningKeys } from './signing-key-repository.js';

/** The public keys with which tickets of an event are verified, the newest first; none before the first ticket was signed. */
export async function findEventKeys(
  { database }: Pick<Context, 'database'>,
  eventId: string,
): Promise<EventPublicKey[]> {
  const stored = await findSigningKeys(database.knex, eventId);
  return stored.map(({ publicKey }) => fromRawPublicKey(publicKey));
}
