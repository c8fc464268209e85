import { spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A fresh folder that is removed when the running test has finished. Call it inside a test. */
export function tempFolder(): string {
  const folder = makeTempFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** A fresh folder that the caller removes; for hooks and helpers that outlive one test. */
export function makeTempFolder(owner?: { uid: number; gid: number }): string {
  const folder = mkdtempSync(join(owner ? rootReachableByAll() : tmpdir(), 'evm-test-'));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

/** Like makeTempFolder, and removed when this process ends, by `kill -9` too. */
export function makeTempFolderOfProcess(): string {
  const folder = makeTempFolder();
  // PostgreSQL may run under another account in a folder below.
  chmodSync(folder, 0o711);
  const watch = spawn('sh', ['-c', removeWhenInputEnds, 'sh', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.unref();
  if (watch.stdin instanceof Socket) watch.stdin.unref();
  return folder;
}

// A worker process that outlives its parent by a moment may still write: look again.
const removeWhenInputEnds = `
  cat
  for again in 1 2 3 4 5 6; do rm -rf "$1"; sleep 1; done`;

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

// Another account cannot use a temporary folder below a private home folder.
function rootReachableByAll(): string {
  let folder = tmpdir();
  while (folder !== dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return '/tmp';
    folder = dirname(folder);
  }
  return tmpdir();
}
