import { lstatSync, mkdtempSync, readlinkSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Linux has room for 108 bytes, macOS for 104, and a path that is longer is cut without a word. */
const longestPath = 100;

/**
 * Where the process that owns the embedded database in `home` takes commands of others, or undefined
 * when nothing is there. One look at the disk. What is there may be left over from a killed owner.
 */
export function findOwnerSocket(home: string): string | undefined {
  const path = nameIn(home);
  try {
    const entry = lstatSync(path, { throwIfNoEntry: false });
    return entry?.isSymbolicLink() ? readlinkSync(path) : entry && path;
  } catch {
    // A home that may not be read: opening the database tells that better.
    return undefined;
  }
}

/**
 * The path on which the owner of the lock listens. Where the one in `home` is too long for a socket, the
 * socket is in a new private folder of the temporary directory and a link in `home` leads to it. Undefined
 * where that is too long, too, and on Windows, which has no such files (a named pipe could be used there).
 */
export function placeOwnerSocket(home: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const path = nameIn(home);
  if (isShort(path)) return path;
  // As long as what mkdtemp makes of it.
  if (!isShort(nameIn(join(tmpdir(), 'evm-123456')))) return undefined;
  const elsewhere = nameIn(mkdtempSync(join(tmpdir(), 'evm-')));
  symlinkSync(elsewhere, path);
  return elsewhere;
}

/** Only for the owner of the lock: nobody else knows that no other process listens there. */
export function removeOwnerSocket(home: string): void {
  const found = findOwnerSocket(home);
  if (found === undefined) return;
  const link = nameIn(home);
  rmSync(found, { force: true });
  if (found === link) return;
  rmSync(link, { force: true });
  try {
    rmdirSync(dirname(found));
  } catch {
    // Gone already, with the temporary directory's other leavings.
  }
}

function nameIn(folder: string): string {
  return join(folder, 'up.sock');
}

function isShort(path: string): boolean {
  return Buffer.byteLength(path) <= longestPath;
}
