import type { Readable } from 'node:stream';

/** A file to import. It is read more than once, so a stream is first put into a buffer. */
export interface FileSource {
  /** The file's name without its folder, for people to read. */
  readonly name: string;
  /** Bytes, as far as known before reading. */
  readonly size: number | undefined;
  /** A new stream of bytes from the start, at every call. */
  open(): Readable;
}
