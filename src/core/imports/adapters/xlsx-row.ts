import type { CellValue, Cell as ExcelCell, Row } from 'exceljs';
import type { Cell } from '../raw-row.js';

const dateParts = /[ymdhs]/i;
const serialEpoch = Date.UTC(1899, 11, 30);
const serialEpoch1904 = Date.UTC(1904, 0, 1);
const day = 86_400_000;

/** The cells of a row from column A on, as they are shown; columns without a cell are `''`. */
export function rowCells(row: Row, date1904: boolean): Cell[] {
  const cells: Cell[] = [];
  row.eachCell((cell, column) => {
    while (cells.length < column - 1) cells.push('');
    cells[column - 1] = readCell(cell, cell.value, date1904);
  });
  return cells;
}

function readCell(cell: ExcelCell, value: CellValue, date1904: boolean): Cell {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : '';
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateCell(value.getTime());
  if ('error' in value) return { error: value.error };
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('formula' in value) return formulaResult(cell, value.result, date1904);
  return '';
}

/** The result that the spreadsheet program saved. Nothing is calculated: no result, no value. */
function formulaResult(cell: ExcelCell, result: unknown, date1904: boolean): Cell {
  if (typeof result === 'string') return result;
  if (typeof result !== 'number' || !Number.isFinite(result)) return '';
  if (!isDateFormat(cell.numFmt)) return result;
  return dateCell((date1904 ? serialEpoch1904 : serialEpoch) + result * day);
}

function isDateFormat(format: string | undefined): boolean {
  return dateParts.test((format ?? '').replace(/\[[^\]]*]|"[^"]*"|General/gi, ''));
}

function dateCell(milliseconds: number): Cell {
  const date = new Date(Math.round(milliseconds / 1000) * 1000);
  if (Number.isNaN(date.getTime())) return '';
  const [days = '', time = ''] = date.toISOString().split('T');
  return { date: time === '00:00:00.000Z' ? days : `${days} ${time.slice(0, 8)}` };
}
