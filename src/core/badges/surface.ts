import type { CanvasModule, Drawing } from './fonts/open-canvas.js';
import type { Box } from './plan-badge.js';

/** Where a badge is drawn: the dots of a picture, or the points of a PDF. */
export interface Surface {
  canvas: CanvasModule;
  ctx: Drawing;
  /** Units of the surface to a millimetre. */
  scale: number;
  /** True where a unit is a dot: edges, modules and pictures lie on whole ones, and dots are black or white. */
  isDots: boolean;
}

/** A box of millimetres in the units of a surface; in dots, on whole ones. */
export function place({ scale, isDots }: Surface, box: Box): Box {
  const x = box.x * scale;
  const y = box.y * scale;
  const right = (box.x + box.width) * scale;
  const bottom = (box.y + box.height) * scale;
  if (!isDots) return { x, y, width: right - x, height: bottom - y };
  const [left, top] = [Math.round(x), Math.round(y)];
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.round(right) - left),
    height: Math.max(1, Math.round(bottom) - top),
  };
}
