import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import exceljs from 'exceljs';
import { describe, expect, test } from 'vitest';
import { openTableWriter } from '../../../../src/core/runtime/tables/write-table.js';
import { tempFolder } from '../../../support/temp.js';

describe.each(['list.csv', 'list.xlsx'])('the table %s', (name) => {
  test('exists under its name only once it is complete, for its owner only', async () => {
    const path = join(tempFolder(), name);
    writeFileSync(path, 'older');
    const table = await openTableWriter(path, ['name']);
    await table.write([['홍길동']]);
    expect(readFileSync(path, 'utf8')).toBe('older');
    await table.commit();
    expect(readFileSync(path).length).toBeGreaterThan(5);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(path, '..'))).toEqual([name]);
  });

  test('leaves nothing behind when it is aborted, before or after it is complete', async () => {
    const folder = tempFolder();
    const table = await openTableWriter(join(folder, name), ['name']);
    await table.write([['홍길동']]);
    await table.abort();
    await table.abort();
    expect(readdirSync(folder)).toEqual([]);
    const second = await openTableWriter(join(folder, name), ['name']);
    await second.commit();
    await second.abort();
    expect(existsSync(join(folder, name))).toBe(true);
  });

  test('can be written twice at the same time; the last to commit stays', async () => {
    const folder = tempFolder();
    const tables = await Promise.all([1, 2].map(() => openTableWriter(join(folder, name), ['a'])));
    for (const table of tables) await table.commit();
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('cannot be written into a folder that does not exist', async () => {
    await expect(openTableWriter(join(tempFolder(), 'no', name), ['a'])).rejects.toMatchObject({
      code: 'TABLE_NOT_WRITABLE',
      exitCode: 2,
    });
  });
});

describe('a CSV table', () => {
  test('is what Excel expects: byte order mark, commas, CRLF, guarded formulas', async () => {
    const path = join(tempFolder(), 'list.csv');
    const table = await openTableWriter(path, ['name', '=header']);
    await table.write([
      ['홍, "길동"', '=1+1'],
      ['two\nlines', -5],
      [null, true],
      [undefined, '+821012345678'],
    ]);
    await table.commit();
    expect(readFileSync(path, 'utf8')).toBe(
      [
        "\ufeffname,'=header",
        `"홍, ""길동""",'=1+1`,
        '"two\nlines",-5',
        ',TRUE',
        ',+821012345678',
        '',
      ].join('\r\n'),
    );
  });
});

describe('an .xlsx table', () => {
  test('waits for the disk as often as it must without piling up listeners', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const table = await openTableWriter(join(tempFolder(), 'list.xlsx'), ['note']);
    for (let batch = 0; batch < 40; batch += 1) {
      await table.write(Array.from({ length: 20 }, () => [randomBytes(10_000).toString('base64')]));
    }
    await table.commit();
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test('keeps types, guards formulas and survives characters that XML does not know', async () => {
    const path = join(tempFolder(), 'list.xlsx');
    const table = await openTableWriter(path, ['name', 'value']);
    await table.write([
      ['홍길동', 42],
      ['=1+1', false],
      ['a\u0000\u001b\uffff\ud800b', null],
    ]);
    await table.commit();
    const workbook = new exceljs.Workbook();
    await workbook.xlsx.readFile(path);
    const sheet = workbook.worksheets[0];
    const values = (row: number) => [1, 2].map((column) => sheet?.getCell(row, column).value);
    expect(values(1)).toEqual(['name', 'value']);
    expect(values(2)).toEqual(['홍길동', 42]);
    expect(values(3)).toEqual(["'=1+1", false]);
    expect(sheet?.getCell('A4').value).toBe('a\ufffdb');
  });
});

test('a table of another format is refused', async () => {
  await expect(openTableWriter(join(tempFolder(), 'list.ods'), ['a'])).rejects.toMatchObject({
    code: 'TABLE_UNKNOWN_FORMAT',
  });
});
