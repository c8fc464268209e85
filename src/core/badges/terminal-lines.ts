import type { Bitmap } from './bitmap.js';

/** How many dots a half block stands for, in each direction: finer ones would be lost, coarser are ragged. */
export const dotsPerBlock = 4;
/** A half block is drawn when this share of its dots is black: thin strokes must not vanish. */
const inkShare = 0.4;

/**
 * A bitmap as lines of half blocks, two blocks to a line: a space, `▀`, `▄` or `█` for each column, black
 * drawn. Rasterise it at `dotsPerBlock` dots to a column.
 */
export function terminalLines(bitmap: Bitmap): string[] {
  const columns = Math.floor(bitmap.width / dotsPerBlock);
  const rows = Math.floor(bitmap.height / dotsPerBlock);
  return Array.from({ length: Math.ceil(rows / 2) }, (_, line) =>
    Array.from({ length: columns }, (_, column) => {
      const upper = isBlack(bitmap, column, 2 * line);
      const lower = isBlack(bitmap, column, 2 * line + 1);
      return halfBlocks[(upper ? 2 : 0) + (lower ? 1 : 0)];
    }).join(''),
  );
}

/** By which halves are black: none, lower, upper, both. */
const halfBlocks = [' ', '▄', '▀', '█'] as const;

function isBlack({ width, height, data }: Bitmap, column: number, row: number): boolean {
  const stride = Math.ceil(width / 8);
  let black = 0;
  for (let y = row * dotsPerBlock; y < Math.min(height, (row + 1) * dotsPerBlock); y++) {
    for (let x = column * dotsPerBlock; x < (column + 1) * dotsPerBlock; x++) {
      const byte = data[y * stride + (x >> 3)] as number;
      if ((byte & (0x80 >> (x & 7))) !== 0) black++;
    }
  }
  return black >= inkShare * dotsPerBlock ** 2;
}
