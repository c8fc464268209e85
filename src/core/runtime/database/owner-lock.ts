import { randomUUID } from 'node:crypto';
import {
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { crashPointSync } from '../crash-points.js';
import { databaseErrors } from './errors.js';
import { findProcess, identifyThisProcess, type ProcessIdentity } from './process-identity.js';

/** Who has the embedded database open; the content of the lock file. */
interface Owner extends ProcessIdentity {
  id: string;
  command: string;
}

/** The owner shows this often that it lives, for those who cannot see its process. */
const heartbeatMs = 10_000;
/** So long without a sign of life, an owner elsewhere is given up; a long statement delays its signs. */
const silenceMs = 90_000;

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
      return keepLock(options.path, self);
    }
    const owner = readOwner(options.path);
    if (owner && !isAlive(owner, options.path)) {
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

/** Who has the embedded database open, as the lock at `path` tells; undefined when nobody alive has. */
export function findOwner(path: string): { pid: number; command: string } | undefined {
  const owner = readOwner(path);
  return owner && isAlive(owner, path) ? owner : undefined;
}

function describeSelf(command: string): Owner {
  return { id: randomUUID(), ...identifyThisProcess(), command };
}

function keepLock(path: string, self: Owner): OwnerLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // Without signs of life, others can only take longer or shorter to give this owner up.
    }
  }, heartbeatMs);
  heartbeat.unref();
  return {
    release() {
      clearInterval(heartbeat);
      release(path, self);
    },
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
    if (remover && !isAlive(remover, marker)) rmSync(marker, { force: true });
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
    if (owner && !isAlive(owner, draft)) rmSync(draft, { force: true });
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
const nobody: Owner = {
  id: '',
  pid: 0,
  processStart: undefined,
  place: '',
  boot: undefined,
  command: '',
  since: '',
};

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

function isAlive(owner: Owner, path: string): boolean {
  if (owner === nobody) return false;
  const state = findProcess(owner);
  return state === 'elsewhere' ? Date.now() - lastSign(path) < silenceMs : state === 'runs';
}

function lastSign(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
