import { unguardText } from '../../runtime/tables/formula-guard.js';
import type { Cell } from '../raw-row.js';
import type { ReadLimits } from '../read-limits.js';

export type RowVerdict = 'filled' | 'empty' | 'cell_too_long' | 'too_many_columns';

/**
 * Judges a record's size and emptiness and, in place, takes off empty cells at the end and the
 * apostrophes that evm puts before formulas.
 */
export function finishRow(
  cells: Cell[],
  row: number,
  limits: Pick<ReadLimits, 'maxColumns' | 'maxCellLength'>,
): RowVerdict {
  let filled = 0;
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index] ?? '';
    if (typeof cell !== 'string') {
      filled = index + 1;
      continue;
    }
    if (cell === '') continue;
    if (cell.length > limits.maxCellLength) return 'cell_too_long';
    if (cell.charCodeAt(0) === 39) cells[index] = unguardText(cell);
    if (cell.charCodeAt(0) > 32 || cell.trim() !== '') filled = index + 1;
  }
  if (filled > limits.maxColumns) return 'too_many_columns';
  // The header keeps its width: an empty header cell still names a column.
  if (row > 1 || filled === 0) cells.length = filled;
  return filled === 0 ? 'empty' : 'filled';
}
