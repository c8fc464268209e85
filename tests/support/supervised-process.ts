import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface DaemonCommand {
  command: string;
  args: readonly string[];
  /** The account to run as; the caller's own when absent. */
  account?: { uid: number; gid: number } | undefined;
  /** A file that takes the daemon's output. */
  log: string;
  /** The daemon's folder, removed when this process dies before it could do so. */
  removeAfter: string;
  /** Sent to the daemon when this process dies. */
  stopSignal: NodeJS.Signals;
}

export interface SupervisedProcess {
  readonly pid: number;
  readonly exited: Promise<void>;
  hasExited(): boolean;
  kill(signal: NodeJS.Signals): void;
}

const supervisor = fileURLToPath(new URL('./supervise.mjs', import.meta.url));

/** Starts a daemon that cannot outlive this process. Rejects when the command cannot be started. */
export async function startSupervised(daemon: DaemonCommand): Promise<SupervisedProcess> {
  const { account, ...rest } = daemon;
  const child = spawn(process.execPath, [supervisor, JSON.stringify({ ...rest, ...account })], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
  });
  let gone = false;
  const exited = once(child, 'exit').then(() => {
    gone = true;
  });
  const pid = await Promise.race([
    once(child.stdout, 'data').then(([chunk]) => Number.parseInt(String(chunk), 10)),
    exited.then(() => {
      throw new Error(`${daemon.command} could not be started`);
    }),
  ]);
  return {
    pid,
    exited,
    hasExited: () => gone,
    kill(signal) {
      if (!gone) process.kill(pid, signal);
    },
  };
}

/**
 * Repeats `attempt` until it succeeds. Rejects with the end of the daemon's log when the daemon
 * exits first or the time is over.
 */
export async function waitUntilReady(
  process: SupervisedProcess,
  log: string,
  attempt: () => Promise<void>,
  seconds = 180,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (process.hasExited() || Date.now() > deadline) {
        const tail = readFileSync(log, 'utf8').split('\n').slice(-20).join('\n');
        throw new Error(`a daemon did not become ready:\n${tail}`, { cause: error });
      }
    }
    await pause(50);
  }
}

/** A port at which nobody listens, and only the system's administrator could: tcpmux. */
export const deafPort = 1;

/** A TCP port of the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was assigned');
  return address.port;
}

/**
 * Launches a daemon at a port of its own, which is returned; at another one where somebody took the first between
 * the look and the start, which the daemon's log says in the words of `taken`.
 */
export async function launchAtFreePort(
  launch: (port: number) => Promise<void>,
  { log, taken }: { log: string; taken: string },
): Promise<number> {
  const first = await freePort();
  try {
    await launch(first);
    return first;
  } catch (error) {
    if (!readFileSync(log, 'utf8').includes(taken)) throw error;
    const second = await freePort();
    await launch(second);
    return second;
  }
}
