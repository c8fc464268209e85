import type { BadgePart, ShapePart } from './plan-badge.js';
import { place, type Surface } from './surface.js';

/** Draws a line; on dots, at least one wide. */
export function drawLine(
  { ctx, scale, isDots }: Surface,
  { x1, y1, x2, y2, width, color }: Extract<BadgePart, { kind: 'line' }>,
): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = strokeOf(width * scale, isDots);
  ctx.beginPath();
  ctx.moveTo(x1 * scale, y1 * scale);
  ctx.lineTo(x2 * scale, y2 * scale);
  ctx.stroke();
}

/** Draws a rectangle or an ellipse that fills its box; its outline lies inside. */
export function drawShape(surface: Surface, part: ShapePart): void {
  const { ctx, scale, isDots } = surface;
  if (part.fill !== undefined) {
    ctx.fillStyle = part.fill;
    trace(surface, part, 0);
    ctx.fill();
  }
  if (part.stroke !== undefined) {
    const stroke = strokeOf(part.strokeWidth * scale, isDots);
    ctx.strokeStyle = part.stroke;
    ctx.lineWidth = stroke;
    trace(surface, part, stroke / 2);
    ctx.stroke();
  }
}

function strokeOf(width: number, isDots: boolean): number {
  return isDots ? Math.max(1, Math.round(width)) : width;
}

function trace(surface: Surface, part: ShapePart, inset: number): void {
  const { ctx, scale } = surface;
  const { x, y, width, height } = place(surface, part);
  const [w, h] = [Math.max(0, width - 2 * inset), Math.max(0, height - 2 * inset)];
  ctx.beginPath();
  if (part.kind === 'ellipse') {
    ctx.ellipse(x + width / 2, y + height / 2, w / 2, h / 2, 0, 0, 2 * Math.PI);
  } else if (part.radius > 0) {
    ctx.roundRect(x + inset, y + inset, w, h, part.radius * scale);
  } else {
    ctx.rect(x + inset, y + inset, w, h);
  }
}
