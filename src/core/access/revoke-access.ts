import type { Context } from '../runtime/context.js';
import { revokeAccessKey, searchAccessKeys } from './access-key-repository.js';
import { accessErrors } from './errors.js';
import type { AccessKey } from './schema.js';

const mostCandidates = 6;

/**
 * Takes a key or token back, from this moment on and for ever; it is named by its id, a unique beginning of
 * it, or the short form of lists (`0192…7c1e`). Done again, it changes nothing.
 * Errors: ACCESS_NOT_FOUND, ACCESS_AMBIGUOUS.
 */
export async function revokeAccess(
  { database, clock }: Pick<Context, 'database' | 'clock'>,
  reference: string,
): Promise<{ access: AccessKey; isRepeated: boolean }> {
  const parts = /^([0-9a-f-]{4,36})(?:(?:…|\.\.\.)([0-9a-f-]{1,36}))?$/i.exec(reference.trim());
  if (!parts) throw accessErrors.notFound({ reference: shown(reference) });
  const found = await searchAccessKeys(database.knex, {
    start: (parts[1] as string).toLowerCase(),
    end: (parts[2] ?? '').toLowerCase(),
    limit: mostCandidates,
  });
  const [access, ...others] = found;
  if (!access) throw accessErrors.notFound({ reference });
  if (others.length > 0) {
    throw accessErrors.ambiguous({ reference, candidates: found.map(({ id }) => id) });
  }
  const revokedAt = access.revokedAt ?? clock.now();
  const isRepeated = !(await revokeAccessKey(database.knex, access.id, revokedAt));
  return { access: { ...access, revokedAt }, isRepeated };
}

/** Whoever pastes the key itself must not find it in an error, which may be logged. */
function shown(reference: string): string {
  return /^evm_|^ey/.test(reference) ? 'of this text (name its id, not the key)' : reference;
}
