import { constants, existsSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { broken, type Check, ok, warning } from './check.js';

const oldestNode = [20, 19] as const;
const littleSpaceBytes = 1024 ** 3;
const tooLittleSpaceBytes = 100 * 1024 ** 2;

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [oldMajor, oldMinor] = oldestNode;
  const isOldEnough = major > oldMajor || (major === oldMajor && minor >= oldMinor);
  if (isOldEnough) return ok('node', version);
  return broken(
    'node',
    version,
    `install Node ${oldMajor}.${oldMinor} or newer (22 or 24 is best)`,
  );
}

/** Whether `home` can be written, and how much room its disk has. Writes nothing to find out. */
export async function checkHome(home: string): Promise<Check[]> {
  const folder = nearestExisting(home);
  const isThere = folder === home;
  try {
    await access(folder, constants.W_OK | constants.X_OK);
  } catch {
    const hint = 'set EVM_HOME to a folder that you may write, or mend its permissions';
    return [broken('home', `${folder} cannot be written`, hint)];
  }
  const found = isThere ? home : `${home} (the first command makes it)`;
  return [ok('home', found), await checkSpace(folder)];
}

async function checkSpace(folder: string): Promise<Check> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const found = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  const hint = 'make room on the disk of EVM_HOME, or move EVM_HOME to another one';
  if (free < tooLittleSpaceBytes) return broken('disk', found, hint);
  return free < littleSpaceBytes ? warning('disk', found, hint) : ok('disk', found);
}

function nearestExisting(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
