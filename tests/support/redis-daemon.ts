import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedisServer } from './find-binaries.js';
import {
  launchAtFreePort,
  type SupervisedProcess,
  startSupervised,
  waitUntilReady,
} from './supervised-process.js';
import { makeTempFolder, removeFolder } from './temp.js';

/** A private Redis server with its own append-only file; the port survives a restart. */
export interface RedisDaemon {
  readonly url: string;
  readonly port: number;
  /** Ends the server at once, as a crash of the machine would. */
  kill(): Promise<void>;
  /** Ends the server in order. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Total loss of the data: FLUSHALL. */
  flush(): Promise<void>;
  /** Changes a setting of the running server, for example `maxmemory-policy`. */
  configure(name: string, value: string): Promise<void>;
  /** Stops the server and removes its folder. */
  remove(): Promise<void>;
}

/** Starts a server with the settings evm asks for. Throws when no Redis is installed. */
export async function startRedisDaemon(): Promise<RedisDaemon> {
  const command = findRedisServer();
  if (!command) throw new Error('Redis is not installed on this machine');
  const folder = makeTempFolder();
  const log = join(folder, 'log');
  let running: SupervisedProcess | undefined;

  async function launch(port: number): Promise<void> {
    running = await startSupervised({
      command: command as string,
      args: serverOptions(folder, port),
      log,
      removeAfter: folder,
      stopSignal: 'SIGTERM',
    });
    await waitUntilReady(running, log, () => withClient(redisUrl(port), (client) => client.ping()));
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!running) return;
    running.kill(signal);
    await running.exited;
    running = undefined;
  }

  const port = await launchAtFreePort(launch, { log, taken: 'Address already in use' });
  const url = redisUrl(port);
  return {
    url,
    port,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start: async () => await launch(port),
    flush: () => withClient(url, (client) => client.flushall()),
    configure: (name, value) => withClient(url, (client) => client.config('SET', name, value)),
    async remove() {
      await end('SIGKILL');
      removeFolder(folder);
    },
  };
}

function redisUrl(port: number): string {
  return `redis://127.0.0.1:${port}`;
}

function serverOptions(folder: string, port: number): string[] {
  return Object.entries({
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    databases: '1024',
    appendonly: 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
  }).flatMap(([name, value]) => [`--${name}`, value]);
}

async function withClient(url: string, act: (client: Redis) => Promise<unknown>): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await act(client);
  } finally {
    client.disconnect();
  }
}
