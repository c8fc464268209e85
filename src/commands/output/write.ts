import type { Writable } from 'node:stream';

/**
 * Writes and waits until the reader has taken it, so that a slow pipe holds the command back and
 * no result is lost when the process ends. Rejects when the reader is gone (EPIPE).
 */
export async function writeAndWait(stream: Writable, chunk: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
