import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const oldestPostgres = 14;

/** The folder with `initdb` and `postgres` of the newest usable version, or undefined. */
export function findPostgresFolder(): string | undefined {
  return candidates()
    .map((folder) => ({ folder, version: postgresVersion(folder) }))
    .filter(({ version }) => version >= oldestPostgres)
    .sort((left, right) => right.version - left.version)[0]?.folder;
}

/** The path of `redis-server` (or its fork `valkey-server`), or undefined. */
export function findRedisServer(): string | undefined {
  return pathFolders()
    .flatMap((folder) => [join(folder, 'redis-server'), join(folder, 'valkey-server')])
    .find(isExecutable);
}

function candidates(): string[] {
  return [...debianFolders(), ...pathFolders()].filter(
    (folder) => isExecutable(join(folder, 'initdb')) && isExecutable(join(folder, 'postgres')),
  );
}

function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    return readdirSync(root).map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

// A root shell without /usr/sbin in its PATH, or no PATH at all, still has the usual folders.
function pathFolders(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set([...folders, '/usr/local/bin', '/usr/bin', '/usr/sbin', '/opt/homebrew/bin'])];
}

function postgresVersion(folder: string): number {
  try {
    const text = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
    return Number(/(\d+)/.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
