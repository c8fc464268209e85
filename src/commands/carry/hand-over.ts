import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { LoadedConfig } from '../../core/runtime/config/load-config.js';
import { identifyThisProcess } from '../../core/runtime/database/process-identity.js';
import type { ExitCode } from '../../core/runtime/exit-codes.js';
import { writeAndWait } from '../output/write.js';
import type { Host } from '../run-main.js';
import { Interruption } from '../signals.js';
import { type CarriedOrder, carriedEnvironment, type Refusal } from './carried-order.js';
import { carryErrors } from './errors.js';
import { encodeFrame, readFrames } from './frames.js';

/**
 * Has the command line of `host` carried out by the process that listens at `path`: its input goes
 * there as far as it is asked for, what it prints comes back. The exit code; or undefined when nobody
 * listens any more. Errors: UP_OTHER_VERSION, UP_ELSEWHERE, UP_LOST.
 */
export async function handOver(options: {
  path: string;
  host: Host;
  loaded: LoadedConfig;
  follows: boolean;
  signal: AbortSignal;
}): Promise<ExitCode | undefined> {
  const { host, signal } = options;
  const socket = await connect(options.path);
  if (!socket) return undefined;
  const version = host.version();
  const tell = () => void socket.write(frameOfAbort(signal));
  const input = createInput(host.stdin, socket);
  try {
    socket.write(encodeFrame('hello', JSON.stringify(orderOf(options, version))));
    if (signal.aborted) tell();
    signal.addEventListener('abort', tell, { once: true });
    for await (const { kind, payload } of framesUntilLost(socket)) {
      if (kind === 'stdout' || kind === 'stderr') await pass(host[kind], payload);
      else if (kind === 'wantStdin') input.sendNext();
      else if (kind === 'refused') throw toError(JSON.parse(payload.toString()), version);
      else if (kind === 'exit') return Number(payload.toString()) as ExitCode;
    }
  } finally {
    signal.removeEventListener('abort', tell);
    input.stop();
    socket.destroy();
  }
  throw carryErrors.lost({});
}

async function connect(path: string): Promise<Socket | undefined> {
  const socket = createConnection(path);
  try {
    await once(socket, 'connect');
    // Its end is seen where it is read.
    socket.on('error', () => undefined);
    return socket;
  } catch {
    // A killed owner left it. The command that gets the database next clears it away.
    return undefined;
  }
}

function orderOf(
  { host, loaded, follows }: { host: Host; loaded: LoadedConfig; follows: boolean },
  version: string,
): CarriedOrder {
  const { argv, cwd, env, stdin, stdout, stderr } = host;
  return {
    version,
    place: identifyThisProcess().place,
    argv,
    cwd,
    env: carriedEnvironment(env),
    loaded,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    follows,
    streams: {
      stdin: { isTTY: stdin.isTTY === true },
      stdout: { isTTY: stdout.isTTY === true, columns: stdout.columns },
      stderr: { isTTY: stderr.isTTY === true, columns: stderr.columns },
    },
  };
}

/** An abort that is no interruption comes from a stdout without a reader. */
function frameOfAbort({ reason }: AbortSignal): Buffer {
  return reason instanceof Interruption
    ? encodeFrame('signal', reason.signal)
    : encodeFrame('stdoutGone');
}

async function* framesUntilLost(socket: Socket) {
  try {
    yield* readFrames(socket);
  } catch (error) {
    throw carryErrors.lost({}, error);
  }
}

/** A reader that is gone is told over there as well, by the abort, and the command ends by itself. */
async function pass(stream: Host['stdout'], payload: Buffer): Promise<void> {
  try {
    await writeAndWait(stream, payload);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
  }
}

function createInput(stdin: Host['stdin'], socket: Socket) {
  let chunks: AsyncIterator<Buffer | string> | undefined;
  async function sendNext(): Promise<void> {
    chunks ??= stdin[Symbol.asyncIterator]();
    try {
      const { done, value } = await chunks.next();
      socket.write(done ? encodeFrame('stdinEnd') : encodeFrame('stdin', value));
    } catch (error) {
      // Over there it would be a file that ends too early, so the command ends with its connection.
      if (!socket.destroyed) socket.destroy(error as Error);
    }
  }
  return {
    sendNext: () => void sendNext(),
    /** A terminal that is still being read would keep the process alive. */
    stop() {
      if (chunks) stdin.destroy();
    },
  };
}

function toError(refusal: Refusal, own: string): Error {
  if (refusal.reason === 'place') return carryErrors.otherPlace({});
  return carryErrors.otherVersion({ own, other: refusal.version });
}
