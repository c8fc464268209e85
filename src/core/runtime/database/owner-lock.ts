import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { crashPointSync } from '../crash-points.js';
import { databaseErrors } from './errors.js';

/** Who has the embedded database open; the content of the lock file. */
interface Owner {
  id: string;
  pid: number;
  /** Start time of the process in clock ticks (field 22 of /proc/pid/stat), where there is one. */
  processStart: string | undefined;
  command: string;
  since: string;
}

export interface OwnerLock {
  release(): void;
}

/**
 * Takes the embedded database for this process. PGlite has no lock of its own, and two processes on
 * one data directory destroy it, so nothing is opened before this returns.
 *
 * Waits up to `waitSeconds` for a short command to finish; then throws DATABASE_OWNED with the
 * owner's pid and command. The lock of a dead process (kill -9, power cut) is recognised and taken.
 */
export async function acquireOwnerLock(options: {
  path: string;
  home: string;
  command: string;
  waitSeconds: number;
  signal?: AbortSignal | undefined;
}): Promise<OwnerLock> {
  const self = describeSelf(options.command);
  const deadline = Date.now() + options.waitSeconds * 1000;
  for (;;) {
    if (createExclusively(options.path, self)) {
      removeDraftsOfDead(options.path);
      return { release: () => release(options.path, self) };
    }
    const owner = readOwner(options.path);
    if (owner && !isAlive(owner)) {
      removeStale(options.path, owner, self);
      continue;
    }
    if (owner && Date.now() >= deadline) {
      const { pid, command, since } = owner;
      throw databaseErrors.ownedByOther({ pid, command, since, home: options.home });
    }
    await pause(50, undefined, options.signal ? { signal: options.signal } : {});
  }
}

function describeSelf(command: string): Owner {
  return {
    id: randomUUID(),
    pid: process.pid,
    processStart: processStartOf(process.pid),
    command,
    since: new Date().toISOString(),
  };
}

/** Link is atomic and fails where the name exists, and the file is complete when it appears. */
function createExclusively(path: string, owner: Owner): boolean {
  const draft = `${path}.${owner.id}`;
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    crashPointSync('file link lock', () => linkSync(draft, path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Removes the lock of a dead owner. Two processes may both have seen the stale lock, and the slower
 * one must not remove the quicker one's new lock: so removal is itself exclusive, and looks again
 * inside. A remover that dies here leaves its own marker, which names its dead pid and is cleared.
 */
function removeStale(path: string, stale: Owner, self: Owner): void {
  const marker = `${path}.takeover`;
  if (!createExclusively(marker, self)) {
    const remover = readOwner(marker);
    if (remover && !isAlive(remover)) rmSync(marker, { force: true });
    return;
  }
  try {
    if (readOwner(path)?.id === stale.id) rmSync(path, { force: true });
  } finally {
    rmSync(marker, { force: true });
  }
}

/** A process killed between writing its draft and removing it leaves that behind. */
function removeDraftsOfDead(path: string): void {
  const drafts = readdirSync(dirname(path)).filter((name) =>
    /^\.[0-9a-f-]{36}$/.test(name.replace(basename(path), '')),
  );
  for (const draft of drafts.map((name) => join(dirname(path), name))) {
    const owner = readDraft(draft);
    if (owner && !isAlive(owner)) rmSync(draft, { force: true });
  }
}

/** Undefined for a draft that is being written. */
function readDraft(path: string): Owner | undefined {
  const owner = readOwner(path);
  return owner === nobody ? undefined : owner;
}

function release(path: string, self: Owner): void {
  if (readOwner(path)?.id !== self.id) return;
  crashPointSync('file remove lock', () => rmSync(path, { force: true }));
}

/** Of a lock that cannot be read: it was complete when it got its name, so the machine lost power. */
const nobody: Owner = { id: '', pid: 0, processStart: undefined, command: '', since: '' };

function readOwner(path: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Owner | null;
    return owner && owner.pid > 0 ? owner : nobody;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) return nobody;
    throw error;
  }
}

/** A pid alone is not enough: after a reboot it may belong to another program. */
function isAlive(owner: Owner): boolean {
  if (owner === nobody) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return owner.processStart === undefined || processStartOf(owner.pid) === owner.processStart;
}

function processStartOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name, in parentheses, may hold spaces: count the fields after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has closed its files; only its parent has not noticed yet.
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return undefined;
  }
}
