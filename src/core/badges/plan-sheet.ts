import type { Drawing } from './fonts/open-canvas.js';
import type { BadgeTemplate } from './schema.js';

type Size = BadgeTemplate['dimensions'];
type Sheet = NonNullable<BadgeTemplate['sheet']>;
type Place = { x: number; y: number };

/** The left upper corners of the badges on a sheet, row by row, the whole block in its middle; in mm. */
export function placesOnSheet(size: Size, sheet: Sheet): Place[] {
  const { columns, rows, gap = 0 } = sheet;
  const used = usedBy(size, sheet);
  const left = (sheet.width - used.width) / 2;
  const top = (sheet.height - used.height) / 2;
  return Array.from({ length: columns * rows }, (_, index) => ({
    x: left + (index % columns) * (size.width + gap),
    y: top + Math.floor(index / columns) * (size.height + gap),
  }));
}

/** How much of a sheet its badges take, with the gaps between them; in mm. */
export function usedBy(size: Size, { columns, rows, gap = 0 }: Sheet): Size {
  return {
    width: columns * size.width + (columns - 1) * gap,
    height: rows * size.height + (rows - 1) * gap,
  };
}

/** Of the marks, in mm; they end before the badges begin. */
const mark = { length: 4, away: 1.5, width: 0.15 };

/** Marks at the margins for where to cut: one for each edge of a row or column. */
export function drawCutMarks(
  ctx: Drawing,
  { places, dimensions, scale }: { places: readonly Place[]; dimensions: Size; scale: number },
): void {
  const xs = edges(
    places.map(({ x }) => x),
    dimensions.width,
  );
  const ys = edges(
    places.map(({ y }) => y),
    dimensions.height,
  );
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const { length, away } = mark;
  ctx.strokeStyle = '#000000';
  ctx.lineWidth = mark.width * scale;
  ctx.beginPath();
  for (const x of xs) {
    line(x, top - away - length, x, top - away);
    line(x, bottom + away, x, bottom + away + length);
  }
  for (const y of ys) {
    line(left - away - length, y, left - away, y);
    line(right + away, y, right + away + length, y);
  }
  ctx.stroke();

  function line(x1: number, y1: number, x2: number, y2: number): void {
    ctx.moveTo(x1 * scale, y1 * scale);
    ctx.lineTo(x2 * scale, y2 * scale);
  }
}

function edges(starts: readonly number[], size: number): number[] {
  return [...new Set(starts.flatMap((start) => [start, start + size]))];
}
