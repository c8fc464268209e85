import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crashPointSync } from '../crash-points.js';
import type { Random } from '../random.js';
import { cryptoErrors } from './errors.js';
import {
  formatMasterKeys,
  type MasterKey,
  masterKeyBytes,
  parseMasterKeys,
} from './master-keys.js';

const groupAndOthers = 0o077;

/**
 * The master keys in `file`, or undefined when there is no such file.
 *
 * @throws KEY_FILE_PERMISSIONS when other accounts may read or write it, KEY_FILE_UNREADABLE,
 * KEY_INVALID.
 */
export function readKeyFile(file: string): MasterKey[] | undefined {
  const descriptor = openExisting(file);
  if (descriptor === undefined) return undefined;
  try {
    // The open file is asked, not the path: the path may be another file a moment later.
    const { mode } = fstatSync(descriptor);
    if (process.platform !== 'win32' && (mode & groupAndOthers) !== 0) {
      throw cryptoErrors.keyFilePermissions({ file, mode: (mode & 0o777).toString(8) });
    }
    return parseMasterKeys(readText(descriptor, file), file);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Creates `file` with one fresh key unless it exists, and returns the keys that are in the file
 * then. Processes that do this at once agree: the finished file appears under its name in a single
 * step (a hard link), and who comes second reads the first one's key. A process killed on the way
 * leaves at most a temporary file beside it, whose key was never used.
 *
 * @throws KEY_FILE_PERMISSIONS, KEY_FILE_UNREADABLE, KEY_INVALID
 */
export function createKeyFile(file: string, random: Random): MasterKey[] {
  const folder = dirname(file);
  const temporary = `${file}.${random.bytes(8).toString('hex')}.new`;
  const text = formatMasterKeys([{ id: 1, secret: Buffer.from(random.bytes(masterKeyBytes)) }]);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    crashPointSync('file write key', () => writeDurably(temporary, text));
    crashPointSync('file publish key', () => publish(temporary, file, text));
    syncFolder(folder);
  } catch (error) {
    throw cryptoErrors.keyFileUnreadable({ file, reason: systemCode(error) }, error);
  } finally {
    rmSync(temporary, { force: true });
  }
  const keys = readKeyFile(file);
  if (!keys) throw cryptoErrors.keyFileUnreadable({ file, reason: 'it vanished' });
  return keys;
}

function publish(temporary: string, file: string, text: string): void {
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    // A file system without hard links: still exclusive, though a reader may meet a part of it.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error))) throw error;
    writeUnlessThere(file, text);
  }
}

function writeUnlessThere(file: string, text: string): void {
  try {
    writeDurably(file, text);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes the name durable. Some file systems refuse to sync a folder; then nothing can be done. */
function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL', 'EACCES'].includes(systemCode(error))) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function openExisting(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw cryptoErrors.keyFileUnreadable({ file, reason: systemCode(error) }, error);
  }
}

function readText(descriptor: number, file: string): string {
  try {
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    throw cryptoErrors.keyFileUnreadable({ file, reason: systemCode(error) }, error);
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
