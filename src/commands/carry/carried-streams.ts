import type { Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import type { Host } from '../run-main.js';
import type { CarriedOrder } from './carried-order.js';
import { encodeFrame } from './frames.js';

export interface CarriedStreams extends Pick<Host, 'stdin' | 'stdout' | 'stderr'> {
  /** Resolves when all that was written is on its way, or nobody is there to read it. */
  flush(): Promise<void>;
  /** The reader of its stdout is gone. */
  closeStdout(): void;
  /** Nothing more comes from there; who waits for it waits no longer. */
  closeStdin(): void;
  /**
   * The command's own process is gone: nothing comes from there, and nothing is read there. A stdout
   * without a reader stops every command.
   */
  break(): void;
}

/** The three streams of a process elsewhere. */
export function createCarriedStreams(
  socket: Socket,
  { streams }: Pick<CarriedOrder, 'streams'>,
): CarriedStreams {
  const stdin = new Readable({
    // Only what is asked for is taken from there: the rest may be for the next command of a script.
    read: () => void socket.write(encodeFrame('wantStdin')),
  });
  // Who reads hears of it; an error that nobody listens for would end this process.
  stdin.on('error', () => undefined);
  // Not its end: half of a file must not be taken for the whole.
  const closeStdin = () => void stdin.destroy(new DOMException('no more input', 'AbortError'));
  const stdout = createOutput(socket, 'stdout');
  const stderr = createOutput(socket, 'stderr');
  return {
    stdin: Object.assign(stdin, streams.stdin, { isCarried: true }),
    stdout: Object.assign(stdout, toTerminal(streams.stdout)),
    stderr: Object.assign(stderr, toTerminal(streams.stderr)),
    async flush() {
      await Promise.all([stdout, stderr].map(endOf));
    },
    closeStdout: () => void stdout.destroy(brokenPipe()),
    closeStdin,
    break() {
      closeStdin();
      stdout.destroy(brokenPipe());
      stderr.destroy(brokenPipe());
    },
  };
}

function createOutput(socket: Socket, kind: 'stdout' | 'stderr'): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      socket.write(encodeFrame(kind, chunk), (error) => done(error ? brokenPipe() : null));
    },
  });
}

function toTerminal({ isTTY, columns }: { isTTY: boolean; columns?: number | undefined }) {
  return columns === undefined ? { isTTY } : { isTTY, columns };
}

async function endOf(stream: Writable): Promise<void> {
  if (stream.destroyed) return;
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.end();
  });
}

function brokenPipe(): Error {
  return Object.assign(new Error('the process of the command is gone'), { code: 'EPIPE' });
}
