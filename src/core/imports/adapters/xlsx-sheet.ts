import { Readable } from 'node:stream';
import type { Row } from 'exceljs';
import type { WorkbookParts } from '../file-inspection.js';
import type { RawRow } from '../raw-row.js';
import type { ReadLimits } from '../read-limits.js';
import { createWorkbookReader, type SheetReader } from './exceljs-reader.js';
import { finishRow } from './finish-row.js';
import { ReadFailed } from './read-failure.js';
import { openXlsxPackage, type XlsxPackage } from './xlsx-package.js';
import { rowCells } from './xlsx-row.js';
import { readSharedStrings } from './xlsx-shared-strings.js';
import { sheetText } from './xlsx-sheet-text.js';

const batchSize = 1_000;

/** Number formats that Excel defines by locale; in Korean, Japanese and Chinese they are dates. */
const localDateFormats = [
  27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58,
];

/** The rows of one sheet, in batches. Throws `ReadFailed`, and any error for malformed XML. */
export async function* readSheet(
  bytes: Buffer,
  parts: WorkbookParts,
  limits: ReadLimits,
): AsyncGenerator<RawRow[]> {
  const zip = await openXlsxPackage(bytes, limits.xlsx);
  const sheet = await openSheet(zip, parts, limits);
  let batch: RawRow[] = [];
  let rows = 0;
  for await (const events of sheet.parse()) {
    for (const { eventType, value } of events) {
      if (eventType !== 'row') continue;
      rows += 1;
      if (rows > limits.maxRows + 1) throw new ReadFailed({ kind: 'too_many_rows' });
      const row = readRow(value, { record: rows, date1904: parts.date1904 }, limits);
      if (row) batch.push(row);
    }
    if (batch.length >= batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/**
 * exceljs reads the sheet, but is handed the parts instead of the zip file: in the order it needs
 * (else it parks whole sheets in temporary files), only those it needs, and with counted bytes.
 */
async function openSheet(
  zip: XlsxPackage,
  parts: WorkbookParts,
  limits: ReadLimits,
): Promise<SheetReader> {
  const reader = await createWorkbookReader();
  reader.workbookRels = [];
  reader.model = { sheets: [] };
  reader.properties = { model: { date1904: parts.date1904 } };
  if (parts.styles && zip.has(parts.styles)) {
    await reader._parseStyles(Readable.from([await zip.readText(parts.styles)]));
  }
  for (const id of localDateFormats) reader.styles.index.numFmt[id] ??= 'yyyy-mm-dd';
  reader.sharedStrings =
    parts.sharedStrings && zip.has(parts.sharedStrings)
      ? await readSharedStrings(zip.read(parts.sharedStrings), limits)
      : [];
  const text = sheetText(zip.read(parts.worksheet), limits);
  for (const { value } of reader._parseWorksheet(text, '1')) return value;
  throw new ReadFailed({ kind: 'damaged', reason: 'the sheet is missing' });
}

function readRow(
  value: Row,
  { record, date1904 }: { record: number; date1904: boolean },
  limits: ReadLimits,
): RawRow | undefined {
  const cells = rowCells(value, date1904);
  const verdict = finishRow(cells, record, limits);
  if (verdict === 'empty') return undefined;
  if (verdict !== 'filled') throw new ReadFailed({ kind: verdict, row: value.number });
  return value.number === record
    ? { row: record, cells }
    : { row: record, sheetRow: value.number, cells };
}
