import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findOwner } from '../../core/runtime/database/owner-lock.js';
import { findOwnerSocket } from '../../core/runtime/database/owner-socket.js';
import type { ExitCode } from '../../core/runtime/exit-codes.js';
import type { WhileUp } from '../define-command.js';
import type { LoadSettings } from '../load-settings.js';
import type { Host } from '../run-main.js';

/**
 * Has the command carried out by the `evm up` that owns the embedded database, where there is one: its
 * exit code then, undefined when the command has to be run here. Waits for one that has just started or
 * is about to end, as long as for any other owner. Where there is none this costs two looks at the disk.
 */
export async function tryOwner(options: {
  host: Host;
  whileUp: WhileUp;
  load: LoadSettings;
  signal: AbortSignal;
}): Promise<ExitCode | undefined> {
  const { host, whileUp, load, signal } = options;
  if (whileUp === 'here' || host.carried) return undefined;
  // The command itself tells what is wrong with the configuration, if it needs one.
  const loaded = await load().catch(() => undefined);
  if (!loaded || loaded.config.databaseUrl !== undefined) return undefined;
  const { home, embedded } = loaded.config;
  const deadline = Date.now() + embedded.ownerWaitSeconds * 1000;
  for (;;) {
    const path = findOwnerSocket(home);
    if (path !== undefined) {
      const { handOver } = await import('./hand-over.js');
      const follows = whileUp === 'follows';
      const exitCode = await handOver({ path, host, loaded, follows, signal });
      if (exitCode !== undefined) return exitCode;
    }
    if (!isUp(home) || Date.now() >= deadline) return undefined;
    await pause(50, undefined, { signal });
  }
}

function isUp(home: string): boolean {
  try {
    return findOwner(join(home, 'owner.lock'))?.command === 'evm up';
  } catch {
    // A lock that may not be read: opening the database tells that better.
    return false;
  }
}
