import type { Stats } from 'node:fs';
import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { importErrors } from '../errors.js';
import type { FileSource } from '../file-source.js';
import { readIntoBuffer } from './buffer-file-source.js';

const chunkSize = 256 * 1024;

/**
 * A file on disk; a named pipe or device is taken into memory, because it can be read only once.
 * Errors: IMPORT_FILE_NOT_FOUND, IMPORT_IS_A_DIRECTORY, IMPORT_FILE_NOT_READABLE, IMPORT_TOO_LARGE.
 */
export async function createDiskFileSource(path: string, maxSize: number): Promise<FileSource> {
  const name = basename(path);
  const stats = await statFile(path, name);
  if (stats.isDirectory()) throw importErrors.isDirectory({ file: name });
  if (!stats.isFile()) return await readIntoBuffer(name, createReadStream(path), maxSize);
  if (stats.size > maxSize) throw importErrors.tooLarge({ file: name, maxBytes: maxSize });
  return {
    name,
    size: stats.size,
    open: () => createReadStream(path, { highWaterMark: chunkSize }),
  };
}

async function statFile(path: string, name: string): Promise<Stats> {
  try {
    const stats = await stat(path);
    await access(path, constants.R_OK);
    return stats;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw importErrors.fileNotFound({ file: name }, error);
    }
    throw importErrors.notReadable({ file: name }, error);
  }
}
