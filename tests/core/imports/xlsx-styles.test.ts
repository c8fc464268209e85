import { expect, test } from 'vitest';
import { readDateStyles } from '../../../src/core/imports/adapters/xlsx-styles.js';

test.each([
  ['yyyy-mm-dd', true],
  ['[$-412]yyyy"년" m"월" d"일";@', true],
  ['h:mm AM/PM', true],
  ['[Red]#,##0;[Blue]-#,##0', false],
  ['#,##0"days"', false],
  ['0\\d', false],
  ['_d0_s', false],
  ['General', false],
])('the number format %s is one of dates: %s', async (format, isDate) => {
  const code = format.replaceAll('"', '&quot;');
  const xml = `<styleSheet>
    <numFmts><numFmt numFmtId="164" formatCode="${code}"/></numFmts>
    <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>
  </styleSheet>`;
  expect(await readDateStyles(piecesOf(xml))).toEqual([false, isDate]);
});

async function* piecesOf(xml: string): AsyncGenerator<Buffer> {
  yield Buffer.from(xml);
}
