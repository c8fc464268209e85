import type { RawRow } from '../raw-row.js';
import type { ReadLimits } from '../read-limits.js';
import { finishRow } from './finish-row.js';
import { ReadFailed } from './read-failure.js';
import { usualCells } from './usual-elements.js';
import { type CellContext, readCell, type WrittenCell } from './xlsx-cell.js';
import { createTextCollector } from './xlsx-text.js';
import { readXml, type XmlAttributes, type XmlHandler } from './xml-reader.js';

/** XFD, where a spreadsheet ends. */
const lastColumn = 16_384;

/** The rows of a sheet, in batches: those of a piece of its bytes. Throws `ReadFailed`. */
export async function* readSheet(
  bytes: AsyncIterable<Buffer>,
  context: CellContext,
  limits: ReadLimits,
): AsyncGenerator<RawRow[]> {
  let batch: RawRow[] = [];
  const handler = createSheetHandler(context, limits, (row) => batch.push(row));
  for await (const _ of readXml(bytes, handler, usualCells(handler))) {
    if (batch.length === 0) continue;
    yield batch;
    batch = [];
  }
}

/** Calls `onRow` for every row with content; counts the others. */
function createSheetHandler(
  context: CellContext,
  limits: ReadLimits,
  onRow: (row: RawRow) => void,
): Required<XmlHandler> {
  const inline = createTextCollector(limits.maxCellLength);
  let record = 0;
  let sheetRow = 0;
  let column = 0;
  let cells: RawRow['cells'] = [];
  let cell: WrittenCell | undefined;
  let isValue = false;

  function openRow({ r }: XmlAttributes): void {
    record += 1;
    if (record > limits.maxRows + 1) throw new ReadFailed({ kind: 'too_many_rows' });
    sheetRow = r === undefined ? sheetRow + 1 : Number(r);
    column = 0;
    cells = [];
  }

  function openCell({ r, t, s }: XmlAttributes): void {
    column = r === undefined ? column + 1 : columnOf(r);
    if (column > lastColumn) throw outOfSheet();
    cell = { type: t, style: s, value: '', inline: '' };
    if (t === 'inlineStr') inline.clear();
  }

  function closeCell(written: WrittenCell): void {
    if (written.type === 'inlineStr') written.inline = inline.taken();
    const value = readCell(written, context);
    if (value === '') return;
    if (column > limits.maxColumns) {
      if (typeof value === 'string' && value.trim() === '') return;
      throw new ReadFailed({ kind: 'too_many_columns', row: sheetRow });
    }
    while (cells.length < column - 1) cells.push('');
    cells[column - 1] = value;
  }

  function closeRow(): void {
    const verdict = finishRow(cells, record, limits);
    if (verdict === 'empty') return;
    if (verdict !== 'filled') throw new ReadFailed({ kind: verdict, row: sheetRow });
    onRow(sheetRow === record ? { row: record, cells } : { row: record, sheetRow, cells });
  }

  return {
    open(name, attributes) {
      if (name === 'v') isValue = true;
      else if (name === 'c') openCell(attributes);
      else if (name === 'row') openRow(attributes);
      else if (cell?.type === 'inlineStr') inline.open(name);
    },
    text(text) {
      if (isValue && cell) cell.value += text;
      else if (cell?.type === 'inlineStr') inline.text(text);
    },
    close(name) {
      if (name === 'v') isValue = false;
      else if (name === 'row') closeRow();
      else if (name === 'c') {
        if (cell) closeCell(cell);
        cell = undefined;
      } else if (cell?.type === 'inlineStr') inline.close(name);
    },
  };
}

/** `AB12` is in column 28. */
function columnOf(reference: string): number {
  let column = 0;
  for (let index = 0; index < reference.length; index += 1) {
    const letter = reference.charCodeAt(index) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  if (column === 0) throw outOfSheet();
  return column;
}

function outOfSheet(): ReadFailed {
  return new ReadFailed({ kind: 'damaged', reason: 'a cell has no place in the sheet' });
}
