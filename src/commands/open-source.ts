import { resolve } from 'node:path';
import { readIntoBuffer } from '../core/imports/adapters/buffer-file-source.js';
import { createDiskFileSource } from '../core/imports/adapters/disk-file-source.js';
import type { FileSource } from '../core/imports/file-source.js';
import type { CommandSession } from './define-command.js';

/** The file of a command line, or standard input for `-`; larger than `maxSize` bytes it is refused. */
export async function openSource(
  session: CommandSession,
  { file }: { file: string },
  maxSize: number,
): Promise<FileSource> {
  return file === '-'
    ? await readIntoBuffer('standard input', session.stdin, maxSize)
    : await createDiskFileSource(resolve(session.cwd, file), maxSize);
}
