import type { ListedAccess } from './list-access.js';

/** A key or token as `--json` shows it; nothing with which it could be used. */
export function accessDocument({ access, gates }: ListedAccess) {
  return {
    id: access.id,
    kind: access.kind,
    name: access.name,
    scopes: [...access.scopes],
    gates,
    createdBy: access.createdBy,
    createdAt: access.createdAt.toISOString(),
    expiresAt: access.expiresAt?.toISOString() ?? null,
    lastUsedAt: access.lastUsedAt?.toISOString() ?? null,
    revokedAt: access.revokedAt?.toISOString() ?? null,
  };
}
