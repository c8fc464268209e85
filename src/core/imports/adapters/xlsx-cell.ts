import type { Cell } from '../raw-row.js';
import type { TextTable } from './text-table.js';
import type { DateStyles } from './xlsx-styles.js';
import { unescapeText } from './xlsx-text.js';

/** A cell as the sheet writes it: ECMA-376 part 1, 18.3.1.4. */
export interface WrittenCell {
  /** The attribute `t`, the kind of value. */
  type: string | undefined;
  /** The attribute `s`, the number of its style. */
  style: string | undefined;
  /** The saved value. Formulas are not calculated: without a saved result they are empty. */
  value: string;
  /** Text that stands in the cell itself. */
  inline: string;
}

/** What cells refer to. */
export interface CellContext {
  strings: Pick<TextTable, 'at'>;
  dateStyles: DateStyles;
  date1904: boolean;
}

const serialEpoch = Date.UTC(1899, 11, 30);
const serialEpoch1904 = Date.UTC(1904, 0, 1);
const day = 86_400_000;

/** What a cell says, as it is shown. */
export function readCell(cell: WrittenCell, context: CellContext): Cell {
  const { type, value } = cell;
  switch (type) {
    case 's':
      return value === '' ? '' : (context.strings.at(Number(value)) ?? '');
    case 'inlineStr':
      return cell.inline;
    case 'str':
      return unescapeText(value);
    case 'b':
      return value === '' ? '' : value === '1' || value === 'true';
    case 'e':
      return value === '' ? '' : { error: value };
    case 'd':
      return isoDate(value);
    default:
      return readNumber(cell, context);
  }
}

function readNumber({ style, value }: WrittenCell, context: CellContext): Cell {
  if (value === '') return '';
  const number = Number(value);
  if (!Number.isFinite(number)) return '';
  if (style === undefined || !context.dateStyles[Number(style)]) return number;
  return dateCell((context.date1904 ? serialEpoch1904 : serialEpoch) + number * day);
}

/** ISO 8601 without a zone, as strict workbooks write dates. */
function isoDate(value: string): Cell {
  return value === '' ? '' : dateCell(Date.parse(`${value.replace(/Z$/, '')}Z`));
}

/** Serial numbers count days, so that seconds come with rounding errors. */
function dateCell(milliseconds: number): Cell {
  const date = new Date(Math.round(milliseconds / 1000) * 1000);
  if (Number.isNaN(date.getTime())) return '';
  if (date.getTime() % day === 0) return { date: dayOf(date) };
  const [days = '', time = ''] = date.toISOString().split('T');
  return { date: `${days} ${time.slice(0, 8)}` };
}

/** `YYYY-MM-DD` from its numbers where the year has four digits, in a quarter of the time. */
function dayOf(date: Date): string {
  const year = date.getUTCFullYear();
  if (year < 1000 || year > 9999) return date.toISOString().split('T')[0] as string;
  return `${year}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`;
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number);
}
