import { join } from 'node:path';
import type { Config } from '../config/config-schema.js';
import { cryptoErrors } from '../crypto/errors.js';
import { openKeyring } from '../crypto/keyring.js';
import { createSystemRandom } from '../random.js';
import { type Check, fromError, ok, warning } from './check.js';

/** What the database says about the key it needs. */
export type InstalledKey =
  | { kind: 'known'; fingerprint: string }
  /** Nothing was ever encrypted. */
  | { kind: 'none' }
  /** The database could not be asked. */
  | { kind: 'unknown' };

/** Whether the master key is at hand, is the database's, and is safe; never shows anything of it. */
export async function checkKey(
  { masterKey, home }: Pick<Config, 'masterKey' | 'home'>,
  installed: InstalledKey,
): Promise<Check[]> {
  const file = join(home, 'master.key');
  const source = masterKey === undefined ? `${file} (mode 0600)` : 'from the configuration';
  try {
    const keyring = openKeyring({
      masterKey,
      keyFile: file,
      create: false,
      random: createSystemRandom(),
    });
    const found = keyring.fingerprint(1) as string;
    if (installed.kind === 'known' && installed.fingerprint !== found) {
      const expected = installed.fingerprint;
      return [fromError('key', cryptoErrors.keyMismatch({ expected, found }))];
    }
    const advice = masterKey === undefined ? '; keep a copy of it elsewhere' : '';
    return [ok('key', `${source}, fingerprint ${found}${advice}`)];
  } catch (error) {
    if (!cryptoErrors.keyMissing.matches(error) || installed.kind === 'known') throw error;
    if (installed.kind === 'none') return [ok('key', `none yet: the first command makes ${file}`)];
    const hint = 'the database could not be asked whether it needs one';
    return [warning('key', `there is no key, neither in the configuration nor as ${file}`, hint)];
  }
}
