import { describe, expect, test } from 'vitest';
import { createBufferFileSource } from '../../../src/core/imports/adapters/buffer-file-source.js';
import { inspectFile } from '../../../src/core/imports/inspect-file.js';
import { defaultReadLimits } from '../../../src/core/imports/read-limits.js';
import { readTable } from '../../../src/core/imports/read-table.js';
import {
  buildWorkbook,
  buildZip,
  textRow,
  type WorkbookContent,
  workbookParts,
  type ZipPart,
} from './build-workbook.js';
import { readFile } from './read-file.js';

const formats = [
  '<xf numFmtId="0"/>',
  '<xf numFmtId="14"/>',
  '<xf numFmtId="31"/>',
  '<xf numFmtId="22"/>',
].join('');

describe('the cells of a workbook', () => {
  test.each<[what: string, cell: string, value: unknown]>([
    ['text', '<c r="A1" t="inlineStr"><is><t>홍길동</t></is></c>', '홍길동'],
    ['text with formatting', inline('<r><t>홍</t></r><r><rPr><b/></rPr><t>길동</t></r>'), '홍길동'],
    [
      'text with a reading aid',
      inline('<t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh>'),
      '山田',
    ],
    ['a line break as Excel escapes it', inline('<t>A_x000A_B_x005F_C</t>'), 'A\nB_C'],
    ['character data', inline('<t><![CDATA[<홍>]]></t>'), '<홍>'],
    ['escaped text', inline('<t>A &amp; B &lt;&#54861;&gt;</t>'), 'A & B <홍>'],
    ['a number', '<c r="A1"><v>1012345678</v></c>', 1012345678],
    ['a truth value', '<c r="A1" t="b"><v>1</v></c>', true],
    ['a truth value as a word', '<c r="A1" t="b"><v>false</v></c>', false],
    ['an error formula', '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', { error: '#DIV/0!' }],
    [
      'a date of a strict workbook',
      '<c r="A1" t="d"><v>1956-08-06</v></c>',
      { date: '1956-08-06' },
    ],
    ['an error', '<c r="A1" t="e"><v>#N/A</v></c>', { error: '#N/A' }],
    ['a date', '<c r="A1" s="1"><v>20673</v></c>', { date: '1956-08-06' }],
    [
      'a day of the first year with five digits',
      '<c r="A1" s="1"><v>2958466</v></c>',
      { date: '+010000-01-01' },
    ],
    [
      'a day of the last year with three',
      '<c r="A1" s="1"><v>-328717</v></c>',
      { date: '0999-12-31' },
    ],
    ['a Korean date format', '<c r="A1" s="2"><v>20673</v></c>', { date: '1956-08-06' }],
    ['a time', '<c r="A1" s="3"><v>20673.999999</v></c>', { date: '1956-08-07' }],
    ['a date and time', '<c r="A1" s="3"><v>20673.5</v></c>', { date: '1956-08-06 12:00:00' }],
    ['a text formula', '<c r="A1" t="str"><f>A2</f><v>홍</v></c>', '홍'],
    ['a date formula', '<c r="A1" s="1"><f>A2</f><v>20673</v></c>', { date: '1956-08-06' }],
    ['our guarded formula', inline("<t>'=1+1</t>"), '=1+1'],
  ])('holding %s are read as %s is meant', async (_, cell, value) => {
    const bytes = buildWorkbook({ rows: `<row r="1">${cell}</row>`, formats });
    expect((await readFile(bytes)).rows).toEqual([{ row: 1, cells: [value] }]);
  });

  test('holding a formula without a saved result are empty', async () => {
    const rows = `<row r="1"><c r="A1"><f>B1</f><v></v></c><c r="B1"><v>1</v></c></row>`;
    expect((await readFile(buildWorkbook({ rows }))).rows).toEqual([{ row: 1, cells: ['', 1] }]);
  });

  test('count days from 1904 where the workbook does', async () => {
    const rows = '<row r="1"><c r="A1" s="1"><v>19211</v></c></row>';
    const bytes = buildWorkbook({ rows, formats, date1904: true });
    expect((await readFile(bytes)).rows[0]?.cells).toEqual([{ date: '1956-08-06' }]);
  });

  test('refer to shared strings, formatted ones and those with a reading aid included', async () => {
    const sharedStrings = [
      '<si><t>홍길동</t></si>',
      '<si><r><t>김</t></r><r><t>우진</t></r></si>',
      '<si><t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si>',
    ].join('');
    const cells = [0, 1, 2, 9].map(
      (index, at) => `<c r="${'ABCD'[at]}1" t="s"><v>${index}</v></c>`,
    );
    const bytes = buildWorkbook({ rows: `<row r="1">${cells.join('')}</row>`, sharedStrings });
    expect((await readFile(bytes)).rows[0]?.cells).toEqual(['홍길동', '김우진', '山田']);
  });

  test('may have a namespace prefix, as some programs write it', async () => {
    const rows = {
      xml:
        '<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
        '<x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>홍길동</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>',
    };
    expect((await readFile(buildWorkbook({ rows }))).rows[0]?.cells).toEqual(['홍길동']);
  });
});

describe('the rows of a workbook', () => {
  test('are counted with the empty ones, and tell the number of the spreadsheet after gaps', async () => {
    const rows = `${textRow(1, 'name')}<row r="2"/>${textRow(3, ' ')}${textRow(7, 'Kim', undefined, 'x')}`;
    expect((await readFile(buildWorkbook({ rows }))).rows).toEqual([
      { row: 1, cells: ['name'] },
      { row: 4, sheetRow: 7, cells: ['Kim', '', 'x'] },
    ]);
  });

  test('and their cells may leave their numbers out', async () => {
    const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
    const rows = `<row>${cell('a')}${cell('b')}</row><row r="5"><c/>${cell('c')}</row><row>${cell('d')}</row>`;
    expect((await readFile(buildWorkbook({ rows }))).rows).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 2, sheetRow: 5, cells: ['', 'c'] },
      { row: 3, sheetRow: 6, cells: ['d'] },
    ]);
  });

  test('keep every Korean letter, wherever the pieces of the file end', async () => {
    const names = Array.from(
      { length: 3_000 },
      (_, index) => `홍길동${'가나다'.repeat(index % 7)}`,
    );
    const rows = names.map((name, index) => textRow(index + 1, name)).join('');
    const read = (await readFile(buildWorkbook({ rows }))).rows.map(({ cells }) => cells[0]);
    expect(read).toEqual(names);
  });

  test('are read from a file whose parts are not packed', async () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `홍길동 ${index}`);
    const rows = names.map((name, index) => textRow(index + 1, name)).join('');
    const parts = workbookParts({ rows }).map((part) => ({ ...part, method: 0 }));
    const read = await readFile(buildZip(parts));
    expect(read.rows.map(({ cells }) => cells[0])).toEqual(names);
  });

  test('end with an error when the file changed after it was inspected', async () => {
    const before = createBufferFileSource('x.xlsx', buildWorkbook({ rows: textRow(1, 'a') }));
    const after = createBufferFileSource('x.xlsx', buildWorkbook({ rows: textRow(1, 'b') }));
    const inspection = await inspectFile(before, {}, defaultReadLimits);
    const reading = readTable(after, inspection, defaultReadLimits).next();
    await expect(reading).rejects.toMatchObject({ code: 'IMPORT_FILE_CHANGED' });
  });

  test('stop with an abort', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => textRow(index + 1, 'x')).join('');
    const source = createBufferFileSource('x.xlsx', buildWorkbook({ rows }));
    const inspection = await inspectFile(source, {}, defaultReadLimits);
    const stop = new AbortController();
    const read = async () => {
      for await (const _ of readTable(source, inspection, defaultReadLimits, stop.signal))
        stop.abort();
    };
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the limits of a workbook', () => {
  const rows = textRow(1, 'a', 'b') + textRow(2, '12345', 'y') + textRow(3, 'x', 'y');

  test.each([
    ['rows', { maxRows: 1 }, 'IMPORT_TOO_MANY_ROWS'],
    ['columns', { maxColumns: 1 }, 'IMPORT_TOO_MANY_COLUMNS'],
    ['the length of a cell', { maxCellLength: 4 }, 'IMPORT_CELL_TOO_LONG'],
  ])('on %s', async (_, limits, code) => {
    await expect(readFile(buildWorkbook({ rows }), {}, limits)).rejects.toMatchObject({ code });
  });
});

describe('a damaged workbook', () => {
  const good: WorkbookContent = { rows: textRow(1, 'name') };
  test.each([
    ['cut off', buildWorkbook(good).subarray(0, -40)],
    [
      'with XML that breaks off',
      buildWorkbook({ rows: { xml: '<worksheet><sheetData><row r="1">' } }),
    ],
    [
      'with cells beyond the last column',
      buildWorkbook({ rows: '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>' }),
    ],
    [
      'with a part twice',
      buildZip([...workbookParts(good), { name: 'XL/Workbook.xml', data: 'x' }]),
    ],
    [
      'with a part outside of it',
      buildWorkbook({ ...good, extra: [{ name: '../../x', data: 'x' }] }),
    ],
    ['with a wrong checksum', withSheet(good, { crc: 1 })],
    ['with a part that is shorter than it says', withSheet(good, { declaredSize: 1_000 })],
    ['with a part packed in a way that workbooks are not', withSheet(good, { method: 12 })],
    [
      'with an entity that reads files',
      buildWorkbook({
        rows: {
          xml: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>',
        },
      }),
    ],
  ])('%s is refused', async (_, bytes) => {
    await expect(readFile(bytes)).rejects.toMatchObject({ code: 'IMPORT_DAMAGED_WORKBOOK' });
  });
});

/** A workbook whose sheet is packed, or said to be, in another way. */
function withSheet(content: WorkbookContent, change: Partial<ZipPart>): Buffer {
  const parts = workbookParts(content);
  return buildZip(
    parts.map((part) => (part.name.includes('sheet1') ? { ...part, ...change } : part)),
  );
}

function inline(xml: string): string {
  return `<c r="A1" t="inlineStr"><is>${xml}</is></c>`;
}
