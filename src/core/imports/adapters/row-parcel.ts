import type { Cell, RawRow } from '../raw-row.js';

/**
 * Rows on their way from one thread to another: in few lists, because each object, and each name of a property, is
 * written and read again. To send and to receive them as they are takes 1.6 times as long.
 */
export interface RowParcel {
  /** Of each row its `row`, its `sheetRow` and how many cells it has. */
  heads: number[];
  /** Those of all rows; of a date its text. */
  cells: Cell[];
  /** Which of the cells are dates. */
  dates: number[];
}

export function packRows(rows: readonly RawRow[]): RowParcel {
  const heads: number[] = [];
  const cells: Cell[] = [];
  const dates: number[] = [];
  for (const { row, sheetRow = row, cells: own } of rows) {
    heads.push(row, sheetRow, own.length);
    for (const cell of own) {
      const isDate = typeof cell === 'object' && 'date' in cell;
      if (isDate) dates.push(cells.length);
      cells.push(isDate ? cell.date : cell);
    }
  }
  return { heads, cells, dates };
}

/** The rows that were packed. The parcel is used up. */
export function unpackRows({ heads, cells, dates }: RowParcel): RawRow[] {
  for (const index of dates) cells[index] = { date: cells[index] as string };
  const rows: RawRow[] = [];
  let from = 0;
  for (let at = 0; at < heads.length; at += 3) {
    const row = heads[at] as number;
    const sheetRow = heads[at + 1] as number;
    const to = from + (heads[at + 2] as number);
    const own = cells.slice(from, to);
    rows.push(row === sheetRow ? { row, cells: own } : { row, sheetRow, cells: own });
    from = to;
  }
  return rows;
}
