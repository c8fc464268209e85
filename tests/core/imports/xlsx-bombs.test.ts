import { describe, expect, test } from 'vitest';
import { ReadFailed } from '../../../src/core/imports/adapters/read-failure.js';
import { usualCells } from '../../../src/core/imports/adapters/usual-elements.js';
import { readXml } from '../../../src/core/imports/adapters/xml-reader.js';
import { defaultReadLimits, type XlsxLimits } from '../../../src/core/imports/read-limits.js';
import { buildWorkbook, buildZip, textRow, workbookParts } from './build-workbook.js';
import { readFile } from './read-file.js';

const header = textRow(1, 'name');
const mebibyte = 1024 * 1024;
/** Inside of a tag, where attributes belong, and where cells may be usual. */
const beginnings = ['<worksheet><c ', '<worksheet><sheetData><row><c/>'];

describe('a workbook made to exhaust memory or time', () => {
  test.each<[what: string, bytes: () => Buffer, limits: Partial<XlsxLimits>]>([
    [
      'declares far more than it is packed into',
      () =>
        buildWorkbook({
          rows: header,
          extra: [{ name: 'xl/media/1', data: Buffer.alloc(32 * mebibyte) }],
        }),
      {},
    ],
    [
      'declares more than the limit',
      () => buildWorkbook({ rows: header + 'x'.repeat(mebibyte) }),
      { maxUnpacked: mebibyte },
    ],
    [
      'has too many parts',
      () =>
        buildWorkbook({
          rows: header,
          extra: Array.from({ length: 2_100 }, (_, index) => ({ name: `xl/p${index}`, data: '' })),
        }),
      {},
    ],
    [
      'unpacks to more than it declares',
      () =>
        buildZip(
          workbookParts({ rows: header.repeat(20_000) }).map((part) =>
            part.name.includes('sheet1') ? { ...part, declaredSize: 1_000 } : part,
          ),
        ),
      {},
    ],
    [
      'has a cell without an end',
      () =>
        buildWorkbook({
          rows: `<row r="1"><c r="A1" t="inlineStr"><is><t>${'x'.repeat(7 * mebibyte)}`,
        }),
      {},
    ],
    [
      'has too many shared strings',
      () => buildWorkbook({ rows: header, sharedStrings: '<si><t>a</t></si>'.repeat(50_000) }),
      { maxSharedStrings: 20_000 },
    ],
    [
      'has too much shared text',
      () =>
        buildWorkbook({
          rows: header,
          sharedStrings: `<si><t>${'a'.repeat(30_000)}</t></si>`.repeat(100),
        }),
      { maxSharedText: mebibyte },
    ],
    [
      'needs more memory than the thread may have',
      () => {
        const cells = `<c t="inlineStr"><is><t>${'가'.repeat(30_000)}</t></is></c>`.repeat(250);
        return buildWorkbook({ rows: header + `<row>${cells}</row>`.repeat(4) });
      },
      { maxHeap: 24, maxRatio: 10_000 },
    ],
  ])('is stopped: it %s', async (_, bytes, limits) => {
    const xlsx = { ...defaultReadLimits.xlsx, ...limits };
    await expect(readFile(bytes(), {}, { xlsx })).rejects.toMatchObject({
      code: 'IMPORT_UNPACKS_TOO_LARGE',
      exitCode: 2,
    });
  });

  test('is stopped by a cell that is too long before it is a string of its own', async () => {
    const sharedStrings = `<si><t>${'a'.repeat(3 * mebibyte)}</t></si>`;
    const rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>';
    await expect(readFile(buildWorkbook({ rows, sharedStrings }))).rejects.toMatchObject({
      code: 'IMPORT_CELL_TOO_LONG',
    });
  });

  test('gains nothing by column widths without end', async () => {
    const xml = `<worksheet><cols><col min="1" max="2000000000"/></cols><sheetData>${header}</sheetData></worksheet>`;
    expect((await readFile(buildWorkbook({ rows: { xml } }))).rows).toHaveLength(1);
  });

  test('gains nothing by a dimension or a single cell at the far end', async () => {
    const xml = `<worksheet><dimension ref="A1:XFD1048576"/><sheetData>${header}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>`;
    await expect(readFile(buildWorkbook({ rows: { xml } }))).rejects.toMatchObject({
      code: 'IMPORT_TOO_MANY_COLUMNS',
      facts: { row: 1_048_576 },
    });
  });

  test('gains nothing by entities that multiply', async () => {
    const entities = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">';
    const xml = `<!DOCTYPE x [${entities}]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`;
    await expect(readFile(buildWorkbook({ rows: { xml } }))).rejects.toMatchObject({
      code: 'IMPORT_DAMAGED_WORKBOOK',
    });
  });

  test.each<[what: string, text: string, end?: string]>([
    ['beginnings of sheets', '<worksheet '],
    ['declarations without an end', '<?xml '],
    ['tags without an end', '<c '],
    ['tags inside of tags', '<is>'],
    ['attributes without an end', ' a="b"'],
    ['references without an end', '&amp'],
    ['comments without an end', '<!-- '],
    ['character data without an end', '<![CDATA['],
    ['text that looks like ends of tags', '>'],
    ['cells without an end', '<c r="A1"><v>1'],
    ['cells inside of cells', '<c>', '</c>'],
    ['cells that are not usual', '<c r="A1"><v>1</v> </c>'],
  ])('gains nothing by %s', async (_, text, end = '') => {
    const count = mebibyte / (text.length + end.length);
    const handler = { open() {}, text() {}, close() {} };
    const before = process.cpuUsage();
    for (const beginning of beginnings) {
      const bytes = Buffer.from(`${beginning}${text.repeat(count)}${end.repeat(count)}`);
      const reading = drain(readXml(slices(bytes), handler, usualCells(handler)));
      await expect(reading).rejects.toThrow(ReadFailed);
    }
    // Looking at everything once takes milliseconds; what begins anew at each of these, minutes.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000);
  });

  test('that is encrypted inside its zip container is refused', async () => {
    const parts = workbookParts({ rows: header }).map((part) => ({ ...part, encrypted: true }));
    await expect(readFile(buildZip(parts))).rejects.toMatchObject({ code: 'IMPORT_ENCRYPTED' });
  });
});

async function* slices(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 16_384) yield bytes.subarray(at, at + 16_384);
}

async function drain(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pieces);
}
