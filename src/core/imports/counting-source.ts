import { Transform } from 'node:stream';
import type { FileSource } from './file-source.js';

/** A source that tells how many bytes of its latest stream have been read: the measure of progress. */
export function countBytes(source: FileSource): FileSource & { bytesRead(): number } {
  let bytes = 0;
  return {
    name: source.name,
    size: source.size,
    bytesRead: () => bytes,
    open() {
      bytes = 0;
      const counter = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          bytes += chunk.length;
          done(null, chunk);
        },
      });
      const stream = source.open();
      stream.on('error', (error) => counter.destroy(error));
      counter.on('close', () => stream.destroy());
      return stream.pipe(counter);
    },
  };
}
