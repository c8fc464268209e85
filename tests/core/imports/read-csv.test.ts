import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBufferFileSource } from '../../../src/core/imports/adapters/buffer-file-source.js';
import { inspectFile } from '../../../src/core/imports/inspect-file.js';
import { defaultReadLimits } from '../../../src/core/imports/read-limits.js';
import { readTable } from '../../../src/core/imports/read-table.js';
import { readFile } from './read-file.js';

const folder = new URL('../../fixtures/imports/csv/', import.meta.url);
const plain = [
  [1, 'name', 'email'],
  [2, 'Kim', 'a@b.co'],
];

describe('the rows of a CSV file', () => {
  test.each([
    ['plain.csv', plain],
    ['no-final-newline.csv', plain],
    ['bom.csv', plain],
    ['sep-line.csv', plain],
    ['mixed-line-ends.csv', [...plain, [3, 'Lee', 'b@b.co'], [4, 'Park', 'c@b.co']]],
    [
      'quotes-commas-newlines.csv',
      [
        [1, 'name', 'note', 'email'],
        [2, 'Kim, J.', 'say "hi", ok', 'a@b.co'],
        [3, 'Lee\r\nB', '', 'b@b.co'],
      ],
    ],
    [
      'inner-quote.csv',
      [
        [1, 'name', 'size', 'email'],
        [2, 'Kim', '5" monitor', 'a@b.co'],
      ],
    ],
    [
      'blank-lines.csv',
      [
        [1, 'name', 'email'],
        [4, 'Kim', 'a@b.co'],
        [7, 'Lee', 'b@b.co'],
      ],
    ],
    [
      'pipes.csv',
      [
        [1, 'name', 'email', 'company'],
        [2, 'Kim', 'a@b.co', 'A, B; C'],
      ],
    ],
    [
      'tabs.tsv',
      [
        [1, 'name', 'email', 'company'],
        [2, 'Kim', 'a@b.co', 'A, B'],
      ],
    ],
    [
      'ragged.csv',
      [
        [1, 'name', 'email', ''],
        [2, 'Kim', 'a@b.co'],
        [3, 'Lee', 'b@b.co'],
        [4, 'Park', 'c@b.co', 'x', 'y'],
      ],
    ],
    [
      'prototype-headers.csv',
      [
        [1, '__proto__', 'constructor', 'toString', 'name', 'email'],
        [2, 'p', 'c', 't', 'Kim', 'a@b.co'],
      ],
    ],
  ])('in %s are read with the numbers that a spreadsheet shows', async (file, expected) => {
    const { rows } = await readFile(readFileSync(new URL(file, folder)));
    expect(rows.map(({ row, cells }) => [row, ...cells])).toEqual(expected);
  });

  test('come out as they were written, whatever is in them and wherever the file is cut', async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('', '"', ',', 'a\nb', '한글', 'a"b', '😀'));
    const shape = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(shape, fc.integer({ min: 1, max: 40 }), async (records, chunk) => {
        const bytes = Buffer.from(stringify([['a', 'b', 'c'], ...records], { quoted: true }));
        const source = {
          ...createBufferFileSource('x.csv', bytes),
          open: () => Readable.from(pieces(bytes, chunk), { objectMode: false }),
        };
        const options = { encoding: 'utf-8', delimiter: 'comma' };
        const inspection = await inspectFile(source, options, defaultReadLimits);
        const read = new Map<number, unknown[]>();
        for await (const batch of readTable(source, inspection, defaultReadLimits)) {
          for (const { row, cells } of batch) read.set(row, [...cells, '', '', ''].slice(0, 3));
        }
        for (const [index, record] of records.entries()) {
          if (record.every((text) => text.trim() === '')) continue;
          if (record.some((text) => text.startsWith("'"))) continue;
          const kept = record.map((text, at) =>
            record.slice(at).every((later) => later.trim() === '') ? '' : text,
          );
          expect(read.get(index + 2)).toEqual(kept);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('come in batches and stop coming when nobody wants them', async () => {
    const bytes = Buffer.from(`name,email\n${'Kim,a@b.co\n'.repeat(50_000)}`);
    const source = createBufferFileSource('x.csv', bytes);
    const streams: Readable[] = [];
    const watched = { ...source, open: () => streams[streams.push(source.open()) - 1] as Readable };
    const inspection = await inspectFile(watched, {}, defaultReadLimits);
    for await (const batch of readTable(watched, inspection, defaultReadLimits)) {
      expect(batch).toHaveLength(200);
      break;
    }
    expect(streams.at(-1)?.destroyed).toBe(true);
  });

  test('end with an abort', async () => {
    const source = createBufferFileSource('x.csv', Buffer.from('name,email\nKim,a@b.co\n'));
    const inspection = await inspectFile(source, {}, defaultReadLimits);
    const signal = AbortSignal.abort();
    const reading = readTable(source, inspection, defaultReadLimits, signal).next();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('are refused at the end when the file changed after it was inspected', async () => {
    const before = createBufferFileSource('x.csv', Buffer.from('name,email\nKim,a@b.co\n'));
    const after = createBufferFileSource('x.csv', Buffer.from('name,email\nKim,x@b.co\n'));
    const inspection = await inspectFile(before, {}, defaultReadLimits);
    const read = async () => {
      for await (const _ of readTable(after, inspection, defaultReadLimits));
    };
    await expect(read()).rejects.toMatchObject({ code: 'IMPORT_FILE_CHANGED' });
  });
});

describe('a CSV file that cannot be read', () => {
  test.each([
    ['unclosed-quote.csv', 3, 'never closed'],
    ['text-after-quote.csv', 3, 'follows a closing'],
  ])('%s names row %d and says that %s', async (file, row, reason) => {
    const error = await readFile(readFileSync(new URL(file, folder))).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'IMPORT_MALFORMED', exitCode: 2, facts: { row } });
    expect(error.message).toContain(reason);
    expect(JSON.stringify([error.message, error.cause ?? null, error.facts])).not.toMatch(/Lee|@/);
  });

  test('names the row whose quote swallows the rest of a large file', async () => {
    const text = `name,email\nKim,a@b.co\n"Lee,b@b.co\n${'x,y\n'.repeat(5_000)}`;
    await expect(readFile(text, {}, { maxRecordSize: 10_000 })).rejects.toMatchObject({
      code: 'IMPORT_CELL_TOO_LONG',
      facts: { row: 3 },
    });
  });
});

describe('the limits of a CSV file', () => {
  test('on bytes', async () => {
    await expect(readFile('a,b\n1,2\n', {}, { maxSize: 7 })).rejects.toMatchObject({
      code: 'IMPORT_TOO_LARGE',
    });
    expect((await readFile('a,b\n1,2\n', {}, { maxSize: 8 })).rows).toHaveLength(2);
  });

  test('on rows, empty ones not counted', async () => {
    const text = 'a,b\n1,2\n\n\n3,4\n';
    expect((await readFile(text, {}, { maxRows: 2 })).rows).toHaveLength(3);
    await expect(readFile(text, {}, { maxRows: 1 })).rejects.toMatchObject({
      code: 'IMPORT_TOO_MANY_ROWS',
    });
  });

  test('on columns, empty ones at the end not counted', async () => {
    expect((await readFile('a,b,,,\n1,2\n', {}, { maxColumns: 2 })).rows).toHaveLength(2);
    await expect(readFile('a,b\n1,2,3\n', {}, { maxColumns: 2 })).rejects.toMatchObject({
      code: 'IMPORT_TOO_MANY_COLUMNS',
      facts: { row: 2 },
    });
  });

  test('on the length of a cell', async () => {
    await expect(readFile('a,b\n1,12345\n', {}, { maxCellLength: 4 })).rejects.toMatchObject({
      code: 'IMPORT_CELL_TOO_LONG',
      facts: { row: 2 },
    });
  });
});

function* pieces(bytes: Buffer, size: number): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += size)
    yield bytes.subarray(start, start + size);
}
