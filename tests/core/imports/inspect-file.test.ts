import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { describeInspection } from '../../../src/core/imports/file-inspection.js';
import { buildWorkbook, buildZip, textRow, workbookParts } from './build-workbook.js';
import { readFile } from './read-file.js';

const korean = '이름,이메일\r\n홍길동,hong@example.com\r\n똠방각하,d@example.com\r\n';
const table = textRow(1, 'name', 'email') + textRow(2, 'Kim', 'kim@example.com');

describe('the encoding of a file', () => {
  test.each([
    ['utf-8', '', 'UTF-8'],
    ['utf-8', '\ufeff', 'UTF-8 (BOM)'],
    ['utf-16le', '\ufeff', 'UTF-16LE (BOM)'],
    ['utf-16be', '\ufeff', 'UTF-16BE (BOM)'],
    ['utf-16le', '', 'UTF-16LE'],
    ['utf-16be', '', 'UTF-16BE'],
    ['cp949', '', 'CP949'],
  ])('%s with mark %j is told by the content alone', async (encoding, mark, description) => {
    const bytes = iconv.encode(mark + korean, encoding, { addBOM: false });
    const { inspection, rows } = await readFile(bytes);
    expect(describeInspection(inspection)).toEqual([description, 'comma']);
    expect(rows.map(({ cells }) => cells[0])).toEqual(['이름', '홍길동', '똠방각하']);
  });

  test('is UTF-8 even if the first Korean letter comes after a megabyte of ASCII', async () => {
    const padding = `name,email\n${'Kim,kim@example.com\n'.repeat(60_000)}`;
    const { inspection, rows } = await readFile(`${padding}홍길동,hong@example.com\n`);
    expect(describeInspection(inspection)[0]).toBe('UTF-8');
    expect(rows.at(-1)?.cells[0]).toBe('홍길동');
  });

  test('is CP949 even if the first Korean letter comes after a megabyte of ASCII', async () => {
    const padding = `name,email\n${'Kim,kim@example.com\n'.repeat(60_000)}`;
    const { rows } = await readFile(iconv.encode(`${padding}홍길동,hong@example.com\n`, 'cp949'));
    expect(rows.at(-1)?.cells[0]).toBe('홍길동');
  });

  test.each([
    ['windows-1252', 'name,email\nMüller,m@example.com\n'],
    ['shift_jis', '名前,email\nヤマダ タロウ,y@example.com\nさとう,s@example.com\n'],
    ['gbk', '姓名,email\n张伟是一个名字,z@example.com\n'],
  ])('%s is asked for, and read when it is given', async (encoding, text) => {
    const bytes = iconv.encode(text, encoding);
    await expect(readFile(bytes)).rejects.toMatchObject({
      code: 'IMPORT_UNKNOWN_ENCODING',
      hint: expect.stringContaining('--encoding'),
    });
    const { rows } = await readFile(bytes, { encoding });
    expect(rows[1]?.cells[0]).toBe(text.split('\n')[1]?.split(',')[0]);
  });

  test.each([['c3 28'], ['ed a0 80'], ['f0 9f 98']])(
    'is not taken for UTF-8 with the bytes %s in it',
    async (hex) => {
      const bytes = Buffer.concat([
        Buffer.from('name,email\nA'),
        Buffer.from(hex.replace(/ /g, ''), 'hex'),
      ]);
      await expect(readFile(bytes)).rejects.toMatchObject({ code: 'IMPORT_UNKNOWN_ENCODING' });
    },
  );

  test('is CP949 where an overlong UTF-8 sequence happens to be a Korean letter', async () => {
    const { inspection } = await readFile(Buffer.from('name,email\nA\xc0\xaf', 'latin1'));
    expect(describeInspection(inspection)[0]).toBe('CP949');
  });

  test.each(['euc-kr', 'EUC-KR', 'ks_c_5601-1987', 'MS949'])(
    'may be called %s',
    async (encoding) => {
      const { rows } = await readFile(iconv.encode(korean, 'cp949'), { encoding });
      expect(rows[2]?.cells[0]).toBe('똠방각하');
    },
  );

  test.each(['base64', 'klingon', ''])('may not be called %j', async (encoding) => {
    await expect(readFile(korean, { encoding })).rejects.toMatchObject({
      code: 'IMPORT_BAD_OPTION',
    });
  });
});

describe('the delimiter of a file', () => {
  test.each([
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
    ['pipe', '|'],
  ])('may be given as %s', async (delimiter, character) => {
    const { rows } = await readFile(`a${character}b\n1${character}2\n`, { delimiter });
    expect(rows[1]?.cells).toEqual(['1', '2']);
  });

  test('that is none is refused', async () => {
    await expect(readFile(korean, { delimiter: 'x' })).rejects.toMatchObject({
      code: 'IMPORT_BAD_OPTION',
    });
    await expect(readFile(korean, { delimiter: 'constructor' })).rejects.toMatchObject({
      code: 'IMPORT_BAD_OPTION',
    });
  });
});

describe('a file that is no table', () => {
  const ole = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  const encrypted = Buffer.from('EncryptedPackage', 'utf16le');
  test.each([
    ['an old Excel file', Buffer.concat([ole, Buffer.alloc(512)]), 'IMPORT_OLD_EXCEL'],
    [
      'an encrypted workbook',
      Buffer.concat([ole, Buffer.alloc(2_000), encrypted]),
      'IMPORT_ENCRYPTED',
    ],
    [
      'a workbook with macros',
      buildWorkbook({ rows: table, macros: true }),
      'IMPORT_MACRO_WORKBOOK',
    ],
    [
      'a macro project',
      buildWorkbook({ rows: table, extra: [{ name: 'xl/vbaProject.bin', data: 'x' }] }),
      'IMPORT_MACRO_WORKBOOK',
    ],
    [
      'a binary workbook',
      buildWorkbook({ rows: table, extra: [{ name: 'xl/workbook.bin', data: 'x' }] }),
      'IMPORT_OLD_EXCEL',
    ],
    ['a web page', '  <html><table><tr><td>이름</td></tr></table></html>', 'IMPORT_NOT_A_TABLE'],
    ['an XML file', '<?xml version="1.0"?><Workbook/>', 'IMPORT_NOT_A_TABLE'],
    ['a JSON file', '[{"name": "Kim"}]', 'IMPORT_NOT_A_TABLE'],
    ['a PDF', '%PDF-1.7', 'IMPORT_NOT_A_TABLE'],
    ['an image', Buffer.from('89504e470d0a1a0a', 'hex'), 'IMPORT_NOT_A_TABLE'],
    [
      'random bytes',
      Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 89) % 256)),
      'IMPORT_NOT_A_TABLE',
    ],
    ['an archive', buildZip([{ name: 'a.txt', data: 'x' }]), 'IMPORT_NOT_A_TABLE'],
    [
      'an OpenDocument file',
      buildZip([
        { name: 'mimetype', data: 'x' },
        { name: 'content.xml', data: 'x' },
      ]),
      'IMPORT_NOT_A_TABLE',
    ],
    ['half a workbook', buildWorkbook({ rows: table }).subarray(0, 500), 'IMPORT_DAMAGED_WORKBOOK'],
    ['nothing', '', 'IMPORT_NO_ROWS'],
  ])('%s is refused with what to do', async (_, content, code) => {
    await expect(readFile(content)).rejects.toMatchObject({
      code,
      exitCode: 2,
      hint: expect.stringMatching(/./),
    });
  });
});

describe('the sheet of a workbook', () => {
  const sheets = ['숨김', '명단', 'Second'].map((name, index) => ({
    name,
    ...(index === 0 ? { state: 'hidden' } : {}),
    rows: textRow(1, `from ${name}`),
  }));
  const bytes = buildZip(workbookParts({ rows: '', sheets }));

  test.each([
    [undefined, '명단'],
    ['1', '명단'],
    ['2', 'Second'],
    ['second', 'Second'],
    ['숨김', '숨김'],
  ])('asked for as %j is %s', async (sheet, name) => {
    const { rows } = await readFile(bytes, { sheet });
    expect(rows[0]?.cells).toEqual([`from ${name}`]);
  });

  test('that does not exist is refused with those that do', async () => {
    await expect(readFile(bytes, { sheet: '3' })).rejects.toMatchObject({
      code: 'IMPORT_BAD_OPTION',
      message: expect.stringContaining('명단, Second'),
    });
  });
});
