import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from './eventually.js';
import { findPostgresFolder } from './find-binaries.js';
import {
  launchAtFreePort,
  type SupervisedProcess,
  startSupervised,
  waitUntilReady,
} from './supervised-process.js';
import { makeTempFolder, removeFolder } from './temp.js';

/** `smart` is left out on purpose: it waits for clients, and a test would hang on its own pool. */
type StopMode = 'fast' | 'immediate' | 'kill';

const stopSignals = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' } as const;

/** A private PostgreSQL server with its own data folder; the port survives a restart. */
export interface PostgresDaemon {
  /** The `postgres` database as superuser `evm`, without a password, over loopback TCP. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** `immediate` is a crash of the server (recovery at the next start), `kill` one of the machine. */
  stop(mode: StopMode): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT to the postmaster: connections are accepted by the kernel and unanswered. */
  freeze(): void;
  thaw(): void;
  /** Stops the server and removes its folder. */
  remove(): Promise<void>;
}

/**
 * For servers that a test crashes: the kernel keeps what a killed process wrote, so nothing more is lost than
 * with syncs, while recovery after a crash would sync the whole folder, and wait for all else the disk has to do.
 */
export const withoutSync = { fsync: 'off' } as const;

/** Makes a data folder and starts a server on it. Throws when no PostgreSQL is installed. */
export async function startPostgresDaemon(
  settings: Record<string, string> = {},
): Promise<PostgresDaemon> {
  const binaries = findPostgresFolder();
  if (!binaries) throw new Error('PostgreSQL is not installed on this machine');
  const account = unprivilegedAccount();
  const folder = makeTempFolder(account);
  const data = join(folder, 'data');
  const log = join(folder, 'log');
  initialise(binaries, data, account);

  let running: SupervisedProcess | undefined;

  async function launch(port: number): Promise<void> {
    running = await startSupervised({
      command: join(binaries as string, 'postgres'),
      args: ['-D', data, ...serverOptions(folder, { ...settings, port: String(port) })],
      account,
      log,
      removeAfter: folder,
      stopSignal: 'SIGQUIT',
    });
    await waitUntilReady(running, log, () => canConnect(postgresUrl(port)));
  }

  async function stop(mode: StopMode): Promise<void> {
    if (!running) return;
    // Stopped first, so that it makes no more children while they are looked up.
    if (mode === 'kill') running.kill('SIGSTOP');
    const children = mode === 'kill' ? childrenOf(running.pid) : [];
    running.kill(stopSignals[mode]);
    for (const child of children) killQuietly(child);
    await running.exited;
    // Until the last of them is gone its shared memory is in use, and the next server refuses to start.
    for (const child of children) await goneOf(child);
    running = undefined;
  }

  const port = await launchAtFreePort(launch, { log, taken: 'could not bind' });
  return {
    url: postgresUrl(port),
    port,
    get pid() {
      if (!running) throw new Error('this PostgreSQL is stopped');
      return running.pid;
    },
    stop,
    start: async () => await launch(port),
    freeze: () => running?.kill('SIGSTOP'),
    thaw: () => running?.kill('SIGCONT'),
    async remove() {
      running?.kill('SIGCONT');
      await stop('immediate');
      removeFolder(folder);
    },
  };
}

function postgresUrl(port: number): string {
  return `postgres://evm@127.0.0.1:${port}/postgres`;
}

function serverOptions(folder: string, settings: Record<string, string>): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    // A socket path has room for 107 bytes only.
    unix_socket_directories: folder.length < 80 ? folder : '',
    max_connections: '200',
    shared_buffers: '64MB',
    timezone: 'UTC',
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function initialise(
  binaries: string,
  data: string,
  account: { uid: number; gid: number } | undefined,
): void {
  const common = ['-D', data, '-U', 'evm', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  const options = { cwd: '/', stdio: 'pipe', ...account } as const;
  const initdb = join(binaries, 'initdb');
  try {
    execFileSync(initdb, [...common, '--locale=C.UTF-8'], options);
  } catch {
    // Not every system has C.UTF-8; initdb leaves the folder empty when it fails.
    execFileSync(initdb, [...common, '--no-locale'], options);
  }
}

/** PostgreSQL refuses to run as root: `postgres` where the package made it, else `nobody`. */
function unprivilegedAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name === 'postgres') return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65_534, gid: 65_534 };
}

// A killed postmaster leaves its backends running; each is in a session of its own, so a signal to
// the process group would not reach them.
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number)
      .filter((child) => child > 0);
  } catch {
    return [];
  }
}

/** Resolves when a process has ended, whether or not somebody has asked for its exit code. */
async function goneOf(pid: number): Promise<void> {
  await eventually(`process ${pid} has ended`, async () => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2)) ? true : undefined;
    } catch {
      return true;
    }
  });
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended on its own.
  }
}

async function canConnect(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  await client.connect();
  await client.end();
}
