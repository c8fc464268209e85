import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import type { Context } from '../../core/runtime/context.js';
import { identifyThisProcess } from '../../core/runtime/database/process-identity.js';
import { runMain } from '../run-main.js';
import type { CarriedOrder, Refusal } from './carried-order.js';
import { createCarriedStreams } from './carried-streams.js';
import { encodeFrame, type Frame, readFrames } from './frames.js';

/** A command of another process that runs here. */
export interface CarriedCommand {
  readonly follows: boolean;
  /** Resolves when it has ended and its process knows how. */
  readonly ended: Promise<void>;
  /** Stops it as SIGTERM does. */
  stop(): void;
}

/**
 * Carries out the command that comes over `socket`, with the database of `context`. Undefined when none
 * came, or one that was refused. Never rejects: what a command does wrong is between it and its process.
 */
export async function carryOut(
  socket: Socket,
  { context, version }: { context: Context; version: string },
): Promise<CarriedCommand | undefined> {
  // What is written to a process that is gone is lost; that it is gone, the frames tell by their end.
  socket.on('error', () => undefined);
  const frames = readFrames(socket);
  const order = await readOrder(frames);
  if (order === undefined) {
    socket.destroy();
    return undefined;
  }
  const refusal = refuse(order, version);
  if (refusal) {
    socket.end(encodeFrame('refused', JSON.stringify(refusal)));
    return undefined;
  }
  const { argv, cwd, env, loaded, zone, follows } = order;
  const streams = createCarriedStreams(socket, order);
  const signals = new EventEmitter();
  const running = runMain({
    argv,
    env,
    cwd,
    stdin: streams.stdin,
    stdout: streams.stdout,
    stderr: streams.stderr,
    signals,
    // The second Ctrl-C ends the process where it is pressed.
    exit: () => undefined,
    version: () => version,
    carried: { context, loaded, zone },
  });
  void hear(frames, { streams, signals });
  return {
    follows,
    ended: tellEnd(socket, streams, running),
    stop() {
      signals.emit('SIGTERM');
      streams.closeStdin();
    },
  };
}

/** Undefined when the connection ends before, or says something else. */
async function readOrder(frames: AsyncGenerator<Frame>): Promise<CarriedOrder | undefined> {
  try {
    const first = await frames.next();
    if (first.done || first.value.kind !== 'hello') return undefined;
    // From the same program of the same user; other versions are refused before anything else is read.
    return JSON.parse(first.value.payload.toString()) as CarriedOrder;
  } catch {
    return undefined;
  }
}

function refuse(order: CarriedOrder, version: string): Refusal | undefined {
  if (order.version !== version) return { reason: 'version', version };
  return order.place === identifyThisProcess().place ? undefined : { reason: 'place' };
}

type Streams = ReturnType<typeof createCarriedStreams>;

async function hear(
  frames: AsyncGenerator<Frame>,
  { streams, signals }: { streams: Streams; signals: EventEmitter },
): Promise<void> {
  try {
    for await (const { kind, payload } of frames) {
      if (kind === 'stdin') streams.stdin.push(payload);
      else if (kind === 'stdinEnd') streams.stdin.push(null);
      else if (kind === 'signal') signals.emit(payload.toString());
      else if (kind === 'stdoutGone') streams.closeStdout();
    }
  } catch {
    // Cut off: the same as its end.
  }
  streams.break();
}

async function tellEnd(
  socket: Socket,
  streams: Streams,
  running: ReturnType<typeof runMain>,
): Promise<void> {
  const exitCode = await running;
  await streams.flush();
  const closed = once(socket, 'close').catch(() => undefined);
  if (socket.destroyed) return;
  socket.end(encodeFrame('exit', String(exitCode)));
  await closed;
}
