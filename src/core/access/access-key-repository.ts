import type { Queryable } from '../runtime/database/database.js';
import type { AccessKey, Scope } from './schema.js';

export async function insertAccessKey(
  db: Queryable,
  key: AccessKey,
  keyHash: Buffer | undefined,
): Promise<void> {
  await db('access_keys').insert({
    id: key.id,
    kind: key.kind,
    event_id: key.eventId,
    name: key.name,
    key_hash: keyHash ?? null,
    scopes: [...key.scopes],
    gate_ids: [...key.gateIds],
    created_by: key.createdBy,
    created_at: key.createdAt,
    expires_at: key.expiresAt ?? null,
  });
}

/** The API key of this hash, or the token of this id; those that may not be used any more as well. */
export async function findAccessKey(
  db: Queryable,
  wanted: { keyHash: Buffer } | { tokenId: string },
): Promise<AccessKey | undefined> {
  const row = await db('access_keys')
    .where(
      'keyHash' in wanted ? { key_hash: wanted.keyHash } : { id: wanted.tokenId, kind: 'token' },
    )
    .first<AccessKeyRow | undefined>('*');
  return row && fromRow(row);
}

/**
 * The slug of the event of a key or token that may be used at this moment. Undefined when it was revoked,
 * has expired, or its event is gone.
 */
export async function findUsableEvent(db: Queryable, keyId: string): Promise<string | undefined> {
  const row = await db('access_keys as k')
    .join('events as e', 'e.id', 'k.event_id')
    .whereRaw(`k.id = ? AND ${isUsable}`, [keyId])
    .first<{ slug: string } | undefined>('e.slug');
  return row?.slug;
}

/** Those of these keys and tokens that may be used at this moment. */
export async function selectUsableKeys(
  db: Queryable,
  keyIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `SELECT k.id FROM access_keys k JOIN events e ON e.id = k.event_id
     WHERE k.id = ANY(?::uuid[]) AND ${isUsable}`,
    [[...keyIds]] as never[],
  );
  return new Set(rows.map(({ id }) => id));
}

const isUsable = `k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
  AND e.deleted_at IS NULL`;

/** The keys and tokens of an event, the newest first. */
export async function selectAccessKeys(db: Queryable, eventId: string): Promise<AccessKey[]> {
  const rows = await db('access_keys')
    .where({ event_id: eventId })
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .select<AccessKeyRow[]>('*');
  return rows.map(fromRow);
}

/** Keys and tokens whose id begins and ends like this. */
export async function searchAccessKeys(
  db: Queryable,
  { start, end, limit }: { start: string; end: string; limit: number },
): Promise<AccessKey[]> {
  const rows = await db('access_keys')
    .whereRaw('starts_with(id::text, ?) AND right(id::text, ?) = ?', [start, end.length, end])
    .orderBy('id')
    .limit(limit)
    .select<AccessKeyRow[]>('*');
  return rows.map(fromRow);
}

/** Takes a key or token back for ever. False when that was done before. */
export async function revokeAccessKey(db: Queryable, id: string, at: Date): Promise<boolean> {
  const changed = await db('access_keys')
    .where({ id, revoked_at: null })
    .update({ revoked_at: at });
  return changed === 1;
}

/** Notes that a key is in use, at most once a minute, whoever else notes it. */
export async function touchAccessKey(db: Queryable, id: string, at: Date): Promise<void> {
  await db.raw(
    `UPDATE access_keys SET last_used_at = :at
     WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at::timestamptz - interval '1 minute')`,
    { id, at },
  );
}

interface AccessKeyRow {
  id: string;
  kind: AccessKey['kind'];
  event_id: string;
  name: string;
  scopes: Scope[];
  gate_ids: string[];
  created_by: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

function fromRow(row: AccessKeyRow): AccessKey {
  return {
    id: row.id,
    kind: row.kind,
    eventId: row.event_id,
    name: row.name,
    scopes: row.scopes,
    gateIds: row.gate_ids,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
  };
}
