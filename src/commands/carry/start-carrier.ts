import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from '../../core/runtime/context.js';
import { placeOwnerSocket, removeOwnerSocket } from '../../core/runtime/database/owner-socket.js';
import { type CarriedCommand, carryOut } from './carry-out.js';

export interface Carrier {
  /** Where it listens. */
  readonly path: string;
  /**
   * Takes no more commands, stops those that only follow something, and waits for the others: when the
   * grace time is over they are stopped like by SIGTERM, and a few seconds later they are left alone.
   */
  drain(graceMs: number): Promise<void>;
}

/** What was stopped rolls back and ends in less; what does not hangs on something that may never come. */
const afterStopMs = 5_000;

/**
 * Carries out the commands of other `evm` processes while this one owns the embedded database of
 * `context`. Only this user gets at the socket. Undefined where there can be none; see placeOwnerSocket.
 */
export async function startCarrier(
  context: Context,
  version: string,
): Promise<Carrier | undefined> {
  const { home } = context.config;
  const path = placeOwnerSocket(home);
  if (path === undefined) return undefined;
  const connections = new Set<Socket>();
  const commands = new Set<CarriedCommand>();
  let draining = false;

  async function accept(socket: Socket): Promise<void> {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    const command = await carryOut(socket, { context, version });
    if (!command) return;
    commands.add(command);
    if (draining && command.follows) command.stop();
    await command.ended;
    commands.delete(command);
  }

  const server = createServer((socket) => void accept(socket));
  await listenPrivately(server, path);
  return {
    path,
    async drain(graceMs) {
      draining = true;
      server.close();
      removeOwnerSocket(home);
      for (const command of commands) if (command.follows) command.stop();
      if (!(await allEnd(commands, graceMs))) {
        for (const command of commands) command.stop();
        await allEnd(commands, afterStopMs);
      }
      for (const connection of connections) connection.destroy();
    },
  };
}

/** The mask counts while the file is made, so nobody else can connect in between. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
  await once(server, 'listening');
}

async function allEnd(commands: ReadonlySet<CarriedCommand>, milliseconds: number) {
  const late = new AbortController();
  const ended = Promise.all([...commands].map(async (command) => await command.ended));
  const tooLate = pause(milliseconds, false, { signal: late.signal }).catch(() => false);
  try {
    return await Promise.race([ended.then(() => true), tooLate]);
  } finally {
    late.abort();
  }
}
