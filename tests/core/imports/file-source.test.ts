import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import {
  createBufferFileSource,
  readIntoBuffer,
} from '../../../src/core/imports/adapters/buffer-file-source.js';
import { createDiskFileSource } from '../../../src/core/imports/adapters/disk-file-source.js';
import type { FileSource } from '../../../src/core/imports/file-source.js';
import { tempFolder } from '../../support/temp.js';

const content = Buffer.from('name,email\n'.repeat(60_000));
const limit = 10_000_000;

describe.each<[string, () => Promise<FileSource>]>([
  ['on disk', () => createDiskFileSource(writeTemp(), limit)],
  ['in memory', async () => createBufferFileSource('list.csv', content)],
  ['from a stream', () => readIntoBuffer('list.csv', Readable.from([content, 'x']), limit)],
])('a file %s', (where, create) => {
  test('can be read again and again, each time from the start', async () => {
    const source = await create();
    const expected =
      where === 'from a stream' ? Buffer.concat([content, Buffer.from('x')]) : content;
    expect(source.name).toBe('list.csv');
    expect(source.size).toBe(expected.length);
    for (let time = 0; time < 2; time += 1) {
      const chunks: Buffer[] = [];
      for await (const chunk of source.open()) chunks.push(chunk as Buffer);
      expect(chunks.length).toBeGreaterThan(1);
      expect(Buffer.concat(chunks).equals(expected)).toBe(true);
    }
  });
});

describe('a path', () => {
  test('to nothing is refused as not found', async () => {
    await expect(createDiskFileSource(join(tempFolder(), 'no.csv'), limit)).rejects.toMatchObject({
      code: 'IMPORT_FILE_NOT_FOUND',
      exitCode: 4,
    });
  });

  test('to a folder is refused', async () => {
    const folder = join(tempFolder(), 'list.csv');
    mkdirSync(folder);
    await expect(createDiskFileSource(folder, limit)).rejects.toMatchObject({
      code: 'IMPORT_IS_A_DIRECTORY',
      exitCode: 2,
    });
  });

  test('to a file that is too large is refused before it is read', async () => {
    await expect(createDiskFileSource(writeTemp(), 100)).rejects.toMatchObject({
      code: 'IMPORT_TOO_LARGE',
      exitCode: 2,
    });
  });

  test('to a named pipe is read once, into memory', async () => {
    const pipe = join(tempFolder(), 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const writing = import('node:fs/promises').then(({ writeFile }) =>
      writeFile(pipe, 'name,email\n'),
    );
    const source = await createDiskFileSource(pipe, limit);
    await writing;
    expect(source.size).toBe(11);
  });
});

test('a stream that is too long is refused while it is read', async () => {
  const endless = Readable.from(endlessly(), { objectMode: false });
  await expect(readIntoBuffer('stdin', endless, 100)).rejects.toMatchObject({
    code: 'IMPORT_TOO_LARGE',
  });
});

function* endlessly(): Generator<Buffer> {
  for (;;) yield content;
}

function writeTemp(): string {
  const path = join(tempFolder(), 'list.csv');
  writeFileSync(path, content);
  return path;
}
