import { Readable } from 'node:stream';
import { importErrors } from '../errors.js';
import type { FileSource } from '../file-source.js';

const chunkSize = 256 * 1024;

/** A file whose bytes are already in memory. */
export function createBufferFileSource(name: string, bytes: Buffer): FileSource {
  return {
    name,
    size: bytes.length,
    open: () => Readable.from(slices(bytes), { objectMode: false }),
  };
}

/** Takes in a stream that can be read only once, such as standard input: at most `maxSize` bytes. */
export async function readIntoBuffer(
  name: string,
  stream: AsyncIterable<Buffer | string>,
  maxSize: number,
): Promise<FileSource> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxSize) throw importErrors.tooLarge({ file: name, maxBytes: maxSize });
    chunks.push(bytes);
  }
  return createBufferFileSource(name, Buffer.concat(chunks));
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += chunkSize) {
    yield bytes.subarray(start, start + chunkSize);
  }
}
