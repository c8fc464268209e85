import { LRUCache } from 'lru-cache';
import type { Context } from '../runtime/context.js';
import {
  findAccessKey,
  findUsableEvent,
  selectUsableKeys,
  touchAccessKey,
} from './access-key-repository.js';
import { hashKeyText, isKeyText } from './key-text.js';
import type { AccessKey, Caller } from './schema.js';
import { readToken } from './token-text.js';

/** Tells who calls. */
export interface Authenticator {
  /**
   * The caller of this key or token; undefined when there is none, or it has ended. May still say yes for a
   * minute after a revocation, so whoever acts on it asks the record as well: `recordScans` does in the
   * statement that it decides by, everybody else by `confirm`.
   */
  identify(bearer: string): Promise<Caller | undefined>;
  /** The same for a caller who was identified within the last minute; undefined for everybody else. */
  recall(bearer: string): Caller | undefined;
  /** The slug of the caller's event; undefined when the caller was revoked meanwhile or the event is gone. */
  confirm(caller: Caller): Promise<string | undefined>;
  /** Those of these keys and tokens that are not revoked, asked of the record. */
  usable(keyIds: readonly string[]): Promise<Set<string>>;
  /** Waits for what is being noted. */
  close(): Promise<void>;
}

interface Known extends Caller {
  /** Milliseconds; infinite for a key without an end. */
  endsAt: number;
}

const remembered = { max: 10_000, ttl: 60_000 };
const touchMs = 60_000;

/** One for each service; what it remembers is hashed and checked once a minute for each caller. */
export function createAuthenticator(
  context: Pick<Context, 'clock' | 'database' | 'keyring' | 'logger'>,
): Authenticator {
  const { clock, database, logger } = context;
  const known = new LRUCache<string, Known>(remembered);
  const touched = new LRUCache<string, number>({ max: remembered.max });
  const touching = new Set<Promise<void>>();

  function recall(bearer: string): Known | undefined {
    const found = known.get(bearer);
    const now = clock.now();
    if (!found || found.endsAt <= now.getTime()) return undefined;
    touch(found.keyId, now);
    return found;
  }

  async function find(bearer: string): Promise<Known | undefined> {
    if (isKeyText(bearer)) {
      return knownOf(await findAccessKey(database.knex, { keyHash: hashKeyText(bearer) }));
    }
    const tokenId = await readToken(context, bearer);
    if (tokenId === undefined) return undefined;
    return knownOf(await findAccessKey(database.knex, { tokenId }));
  }

  /** Nobody waits for it, and a scan is answered without it. */
  function touch(keyId: string, now: Date): void {
    if (now.getTime() - (touched.get(keyId) ?? 0) < touchMs) return;
    touched.set(keyId, now.getTime());
    const noted: Promise<void> = touchAccessKey(database.knex, keyId, now)
      .catch((err: unknown) => logger.debug({ err }, 'the use of a key could not be noted'))
      .finally(() => touching.delete(noted));
    touching.add(noted);
  }

  return {
    async identify(bearer) {
      const before = recall(bearer);
      if (before) return before;
      const found = await find(bearer);
      if (found) known.set(bearer, found);
      return recall(bearer);
    },
    recall,
    confirm: async ({ keyId }) => await findUsableEvent(database.knex, keyId),
    usable: async (keyIds) => await selectUsableKeys(database.knex, keyIds),
    close: async () => void (await Promise.all(touching)),
  };
}

function knownOf(key: AccessKey | undefined): Known | undefined {
  if (!key || key.revokedAt) return undefined;
  const { id, eventId, scopes, gateIds, expiresAt } = key;
  return { keyId: id, eventId, scopes, gateIds, endsAt: expiresAt?.getTime() ?? Infinity };
}
