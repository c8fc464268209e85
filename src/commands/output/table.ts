import { displayWidth, truncateToWidth } from './display-width.js';
import { sanitizeLine } from './sanitize.js';

export interface TableColumn {
  header: string;
  /** Numbers read best at the right. */
  align?: 'left' | 'right';
  /** May be cut when the table is wider than the terminal. */
  shrink?: boolean;
}

export interface TableOptions {
  columns: readonly TableColumn[];
  rows: readonly (readonly (string | number | null | undefined)[])[];
  /** Columns of the terminal; no limit when left out. */
  width?: number;
  /** Paints the line of headers. */
  paintHeader?: (text: string) => string;
  /** Paints a finished cell, so that colours never count as width. */
  paintCell?: (text: string, column: number, row: number) => string;
}

const gap = '  ';
const narrowest = 8;

/** Lines of a table whose columns line up whatever script the cells are written in. */
export function formatTable(options: TableOptions): string[] {
  const { columns, paintHeader, paintCell } = options;
  const cells = options.rows.map((row) => columns.map((_, index) => cellText(row[index])));
  const widths = fitWidths(columns, naturalWidths(columns, cells), options.width);
  const header = formatLine(columns, widths, (index) => columns[index]?.header ?? '');
  const body = cells.map((row, rowIndex) =>
    formatLine(
      columns,
      widths,
      (index) => row[index] ?? '',
      paintCell && ((text, index) => paintCell(text, index, rowIndex)),
    ),
  );
  return [paintHeader ? paintHeader(header) : header, ...body];
}

function cellText(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : sanitizeLine(String(value));
}

function naturalWidths(columns: readonly TableColumn[], cells: readonly string[][]): number[] {
  const widths = columns.map(({ header }) => displayWidth(header));
  for (const row of cells) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
    }
  }
  return widths;
}

/** Takes the excess from the widest shrinkable column, column by column. */
function fitWidths(
  columns: readonly TableColumn[],
  natural: readonly number[],
  limit: number | undefined,
): number[] {
  const widths = [...natural];
  if (limit === undefined) return widths;
  const used = () => widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
  for (let excess = used() - limit; excess > 0; excess--) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      const width = widths[index] ?? 0;
      if (column.shrink && width > narrowest && width > (widths[widest] ?? 0)) widest = index;
    }
    if (widest === -1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function formatLine(
  columns: readonly TableColumn[],
  widths: readonly number[],
  textAt: (index: number) => string,
  paint: (text: string, index: number) => string = (text) => text,
): string {
  const parts = columns.map(({ align }, index) => {
    const width = widths[index] ?? 0;
    const text = truncateToWidth(textAt(index), width);
    const padding = ' '.repeat(Math.max(0, width - displayWidth(text)));
    if (align === 'right') return padding + paint(text, index);
    const isLast = index === columns.length - 1;
    return paint(text, index) + (isLast ? '' : padding);
  });
  return parts.join(gap).trimEnd();
}
