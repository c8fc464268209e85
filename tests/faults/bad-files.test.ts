import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createPlace, type TestPlace } from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { makeTempFolder, removeFolder } from '../support/temp.js';
import { hasPostgres } from '../support/test-daemons.js';

/** What becomes of a file: its rows by outcome, or the code of an error that stops it as a whole. */
type Expected = { created: number; rejected: number } | { error: string };

const head = 'name,email\n';
const row = '김민수,minsu@example.com\n';
const one = { created: 1, rejected: 0 };

/** After csv-spectrum and worse; bytes as programs and accidents make them. */
const cases: { what: string; file?: string; bytes: string | Buffer; expected: Expected }[] = [
  {
    what: 'a byte order mark and CRLF',
    bytes: `\uFEFF${head}${row}`.replaceAll('\n', '\r\n'),
    expected: one,
  },
  {
    what: 'UTF-16 without a final newline',
    bytes: Buffer.from(`\uFEFF${head}${row}`.trimEnd(), 'utf16le'),
    expected: one,
  },
  { what: 'line breaks of old Macs', bytes: `${head}${row}`.replaceAll('\n', '\r'), expected: one },
  {
    what: "Excel's separator line",
    bytes: `sep=;\n${head}${row}`.replaceAll(',', ';'),
    expected: one,
  },
  {
    what: 'a line break and quotes inside a cell',
    bytes: `name,email,note\n김민수,minsu@example.com,"a ""b""\nc"\n`,
    expected: one,
  },
  {
    what: 'ragged rows',
    bytes: `name,email,note\n김민수,minsu@example.com\n이영희,yh@example.com,x,y,z\n`,
    expected: { created: 1, rejected: 1 },
  },
  { what: 'thousands of empty lines', bytes: `${head}${row}${'\n'.repeat(5_000)}`, expected: one },
  {
    what: 'headers that objects inherit',
    bytes: `name,email,__proto__,constructor,toString\n김민수,minsu@example.com,a,b,c\n`,
    expected: one,
  },
  { what: 'only a header', bytes: head, expected: { error: 'IMPORT_NO_ROWS' } },
  {
    what: 'NUL in a cell',
    bytes: `${head}김\0민수,minsu@example.com\n`,
    expected: { created: 0, rejected: 1 },
  },
  {
    what: 'a lone surrogate',
    bytes: Buffer.from(`\uFEFF${head}김\uD800수,minsu@example.com\n`, 'utf16le'),
    expected: { created: 0, rejected: 1 },
  },
  {
    what: 'bytes that are no UTF-8 in an address',
    bytes: Buffer.concat([
      Buffer.from(`${head}Anna Kim,a`),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('@example.com\n'),
    ]),
    expected: { error: 'IMPORT_UNKNOWN_ENCODING' },
  },
  {
    what: 'formulas',
    bytes: `name,email,note\n"=HYPERLINK(""http://x"")",minsu@example.com,"+cmd|' /C calc'!A0"\n`,
    expected: one,
  },
  {
    what: 'escape sequences of terminals',
    bytes: `${head}\u001B]0;owned\u0007\u001B[31m빨강,minsu@example.com\n`,
    expected: { created: 0, rejected: 1 },
  },
  {
    what: 'a cell of 1 MB',
    bytes: `${head}${'가'.repeat(350_000)},minsu@example.com\n`,
    expected: { error: 'IMPORT_' },
  },
  {
    what: 'a quote that never closes',
    bytes: `${head}"김민수,minsu@example.com\n${row.repeat(50)}`,
    expected: { error: 'IMPORT_' },
  },
  { what: 'no content', bytes: '', expected: { error: 'IMPORT_' } },
  {
    what: 'the same header twice',
    bytes: `name,email,Email\n김민수,a@example.com,b@example.com\n`,
    expected: { created: 1, rejected: 0 },
  },
  {
    what: 'an old Excel file',
    file: 'old.xlsx',
    bytes: Buffer.from('d0cf11e0a1b11ae100', 'hex'),
    expected: { error: 'IMPORT_OLD_EXCEL' },
  },
  {
    what: 'a web page called a workbook',
    file: 'page.xlsx',
    bytes: '<html><table><tr><td>name</td></tr></table></html>',
    expected: { error: 'IMPORT_' },
  },
  {
    what: 'a broken workbook',
    file: 'broken.xlsx',
    bytes: Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200, 7)]),
    expected: { error: 'IMPORT_' },
  },
];

let place: TestPlace;
let folder: string;
beforeAll(async () => {
  place = await createPlace(hasPostgres() ? 'external' : 'embedded');
  folder = makeTempFolder();
  return async () => {
    await place.remove();
    removeFolder(folder);
  };
});

it.each(cases.map((item) => [item.what, item] as const))(
  'a file with %s gets an answer that a person can read',
  async (_, { file, bytes, expected }) => {
    const path = join(folder, file ?? 'list.csv');
    writeFileSync(path, bytes);
    const event = `case-${number++}`;
    const args = ['import', path, '--event', event, '--create-event'];
    const result = await runEvm([...args, '--json'], { place });
    const { exitCode, stdout, stderr } = result;
    if ('error' in expected) {
      expect(exitCode, stdout + stderr).toBe(2);
      expect(JSON.parse(stderr).error.code).toMatch(new RegExp(`^${expected.error}`));
      return;
    }
    const { rejected } = expected;
    expect(exitCode, stdout + stderr).toBe(rejected > 0 ? 3 : 0);
    expect(result.json.import.counts).toMatchObject({
      ...expected,
      total: expected.created + rejected,
    });
  },
);

it('the name of a file and what is in it cannot steer a terminal', async () => {
  const path = join(folder, 'list\u001B[2J\u202E.csv');
  const osc = '\u001B]0;owned\u0007';
  writeFileSync(path, `name,email,${osc}\n${osc}민수,minsu@example.com,x\n이영희,${osc},x\n`);
  const args = ['import', path, '--event', 'steered', '--create-event'];
  const { exitCode, stdout, stderr } = await runEvm(args, { place });
  expect(exitCode, stderr).toBe(3);
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
});

let number = 1;
