import { cryptoErrors } from './crypto/errors.js';
import { type Keyring, type KeyringOptions, openKeyring } from './crypto/keyring.js';
import type { Database } from './database/database.js';

/**
 * Opens the keys that belong to this database. The first command on a new database makes a key file
 * where no key is given, and the database remembers the key's fingerprint; from then on a missing
 * key is an error and another key is refused, before it could encrypt anything.
 *
 * Throws KEY_MISSING, KEY_MISMATCH and what `openKeyring` throws.
 */
export async function openInstallationKeyring(
  database: Database,
  options: Omit<KeyringOptions, 'create'>,
): Promise<Keyring> {
  const known = await readFingerprint(database);
  const keyring = openKeyring({ ...options, create: known === undefined });
  const found = keyring.fingerprint(1) as string;
  const expected = known ?? (await rememberFingerprint(database, found));
  if (found !== expected) throw cryptoErrors.keyMismatch({ expected, found });
  return keyring;
}

/** The fingerprint of the key that the database was made with; undefined before its first use. */
export async function readFingerprint(database: Database): Promise<string | undefined> {
  const row = await database
    .knex('installation')
    .first<{ key_fingerprint: string } | undefined>('key_fingerprint');
  return row?.key_fingerprint;
}

/** Two first commands may meet here with two keys: the one that wrote first decides. */
async function rememberFingerprint(database: Database, fingerprint: string): Promise<string> {
  await database
    .knex('installation')
    .insert({ key_fingerprint: fingerprint })
    .onConflict('id')
    .ignore();
  return (await readFingerprint(database)) as string;
}
