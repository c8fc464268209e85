import type { Context } from '../runtime/context.js';
import type { Transaction } from '../runtime/database/database.js';
import type { EventSigningKey } from './event-key.js';
import { createSigningKey, unwrapSigningKey, wrapSigningKey } from './event-signing-key.js';
import {
  findSigningKeys,
  insertSigningKey,
  type StoredSigningKey,
} from './signing-key-repository.js';

type KeyContext = Pick<Context, 'database' | 'keyring' | 'random'>;

/**
 * The key that signs the tickets of an event; made when the first ticket is needed. However many
 * processes ask at once, an event gets one key: its primary key is the event and the number.
 *
 * Errors: KEY_UNKNOWN, DECRYPT_FAILED.
 */
export async function openSigningKey(
  context: KeyContext,
  eventId: string,
): Promise<EventSigningKey> {
  const stored =
    signing(await findSigningKeys(context.database.knex, eventId)) ??
    (await context.database.transaction(async (trx) => await createKey(context, trx, eventId)));
  return unwrapSigningKey(context.keyring, stored);
}

async function createKey(
  { keyring, random }: KeyContext,
  trx: Transaction,
  eventId: string,
): Promise<StoredSigningKey> {
  const keys = await findSigningKeys(trx, eventId);
  // Asked again: another process may have made the key since.
  const made = signing(keys);
  if (made) return made;
  const owner = { eventId, keyId: (keys[0]?.keyId ?? 0) + 1 };
  await insertSigningKey(trx, wrapSigningKey(keyring, owner, createSigningKey(random)));
  return signing(await findSigningKeys(trx, eventId)) as StoredSigningKey;
}

function signing(keys: readonly StoredSigningKey[]): StoredSigningKey | undefined {
  return keys.find(({ retiredAt }) => retiredAt === null);
}
