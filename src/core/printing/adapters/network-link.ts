import { connect, type Socket } from 'node:net';
import type { PrinterLink } from '../printer-link.js';

/** Opens a raw TCP connection to a printer, port 9100 of most. Rejects when it takes too long. */
export async function openNetworkLink(
  { host, port }: { host: string; port: number },
  { connectMs }: { connectMs: number },
): Promise<PrinterLink> {
  const socket = connect({ host, port, noDelay: true });
  await within(connectMs, socket, async () => await once(socket, 'connect'));
  return linkOver(socket);
}

function linkOver(socket: Socket): PrinterLink {
  let unread: Buffer[] = [];
  let ended: Error | undefined;
  let isClosedInOrder = false;
  let wake = () => {};
  socket.on('data', (bytes: Buffer) => {
    unread.push(bytes);
    wake();
  });
  socket.on('error', (error) => {
    ended ??= error;
    wake();
  });
  socket.on('end', () => {
    isClosedInOrder = true;
    ended ??= new Error('the printer has closed the line');
    wake();
  });
  socket.on('close', () => {
    ended ??= new Error('the line is closed');
    wake();
  });

  /** Resolves when something has happened on the line, after the time, or when aborted. */
  async function something(ms: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done);
      wake = done;
      function done() {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        wake = () => {};
        resolve();
      }
    });
  }

  return {
    answers: true,
    async write(bytes, ms) {
      if (ended) throw ended;
      await within(ms, socket, async () => {
        // Called with an error when the line breaks before the bytes are taken.
        await new Promise<void>((resolve, reject) => {
          socket.write(bytes, (error) => (error ? reject(error) : resolve()));
        });
      });
    },
    async read(ms, signal) {
      if (unread.length === 0 && !ended && !signal?.aborted) await something(ms, signal);
      if (unread.length > 0) {
        const bytes = Buffer.concat(unread);
        unread = [];
        return bytes;
      }
      if (ended) throw ended;
      return undefined;
    },
    async finish(ms) {
      if (ended) throw ended;
      // What it says meanwhile is of no interest; its own end says that it has read all of ours.
      await within(ms, socket, async () => {
        await new Promise<void>((resolve, reject) => {
          socket.once('close', () => (isClosedInOrder ? resolve() : reject(ended)));
          socket.end();
        });
      });
    },
    destroy() {
      socket.destroy();
    },
  };
}

async function once(socket: Socket, event: 'connect'): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', reject);
  });
}

/** Destroys the socket when the time is over before the work. */
async function within(ms: number, socket: Socket, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('it takes too long'));
      socket.destroy();
    }, ms);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
