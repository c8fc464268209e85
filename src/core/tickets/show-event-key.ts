import type { Context } from '../runtime/context.js';
import { formatPublicKey, fromRawPublicKey } from './event-key.js';
import { openSigningKey } from './open-signing-key.js';
import { findSigningKeys } from './signing-key-repository.js';

/**
 * The public keys of an event as PEM blocks, the newest first: all that a scanner needs to verify
 * tickets offline. Makes the event's key when it has none. Errors: KEY_UNKNOWN, DECRYPT_FAILED.
 */
export async function showEventKey(context: Context, event: { id: string }): Promise<string> {
  await openSigningKey(context, event.id);
  const keys = await findSigningKeys(context.database.knex, event.id);
  return keys.map(({ publicKey }) => formatPublicKey(fromRawPublicKey(publicKey))).join('');
}
