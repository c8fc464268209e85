import { join } from 'node:path';
import type { Config } from '../config/config-schema.js';
import { readKeyFile } from '../crypto/key-file.js';
import { parseMasterKeys } from '../crypto/master-keys.js';
import { broken, type Check, ok } from './check.js';

/** Whether the master key is at hand and only its owner can read it; never shows anything of it. */
export async function checkKey(
  { masterKey, home }: Pick<Config, 'masterKey' | 'home'>,
  { hasData }: { hasData: boolean },
): Promise<Check[]> {
  if (masterKey !== undefined) {
    parseMasterKeys(masterKey, 'EVM_MASTER_KEY');
    return [ok('key', 'EVM_MASTER_KEY')];
  }
  const file = join(home, 'master.key');
  const keys = readKeyFile(file);
  if (keys) {
    const count = keys.length === 1 ? '1 key' : `${keys.length} keys`;
    return [ok('key', `${file} (${count}, mode 0600); keep a copy of it elsewhere`)];
  }
  if (!hasData) return [ok('key', `none yet: the first command makes ${file}`)];
  const hint = `set EVM_MASTER_KEY, or put the key file back as ${file}`;
  return [broken('key', 'missing, and the database has data that only it can read', hint)];
}
