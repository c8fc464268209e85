import { coverText } from './fonts/cover-text.js';
import { cssFont } from './fonts/open-canvas.js';
import { layOutText, lineHeight } from './lay-out-text.js';
import type { Box, TextPart } from './plan-badge.js';
import { place, type Surface } from './surface.js';

/** A text of which is known where it will stand on a surface; in the units of the surface. */
export interface PlacedText {
  part: TextPart;
  lines: readonly string[];
  /** For `ctx.font`. */
  font: string;
  /** Where all ink lies; inside the box of the part. */
  ink: Box;
  box: Box;
  firstBaseline: number;
  step: number;
  /** True when the text did not fit. */
  cut: boolean;
  /** Characters for which there is no glyph. */
  missing: number;
}

/** Widths are measured at one size, at which rounding does not matter. */
const measuredAt = 100;
const mmPerPoint = 25.4 / 72;
/**
 * Where letters stand in a line of font size 1: it reaches a little above Hangul and below `g`, with Hangul
 * in its middle. Together they are the line height.
 */
const ascent = 0.98;
const descent = 0.22;
/** How far ink may reach beyond that: stacked marks, swashes. Of the font size. */
const overshoot = 0.3;

/**
 * Finds the size and the lines of a text. They are the same at every resolution, for they are found in
 * points. Undefined where there is no text.
 */
export function placeText(surface: Surface, part: TextPart, text: string): PlacedText | undefined {
  const { text: covered, chunks, missing } = coverText(text, part.fontFamily);
  if (covered === '' && missing === 0) return undefined;
  const { canvas, ctx, scale } = surface;
  const fontAt = (size: number) => cssFont(canvas, chunks, { size, weight: part.weight });
  ctx.font = fontAt(measuredAt);
  const measure = (piece: string) => ctx.measureText(piece).width / measuredAt;
  const { fontSize, lines, cut } = layOutText(covered, inPoints(part), measure);

  const size = fontSize * mmPerPoint * scale;
  const box = place(surface, part);
  const step = size * lineHeight;
  const height = (ascent + descent) * size + (lines.length - 1) * step;
  const share = { top: 0, middle: 0.5, bottom: 1 }[part.verticalAlign];
  const top = box.y + Math.max(0, box.height - height) * share;
  const widest = Math.max(0, ...lines.map(measure)) * size;
  const left = box.x + (box.width - widest) * { left: 0, center: 0.5, right: 1 }[part.align];
  const spare = overshoot * size;
  const ink = intersect(box, {
    x: left - spare,
    y: top - spare,
    width: widest + 2 * spare,
    height: height + 2 * spare,
  });
  const firstBaseline = top + ascent * size;
  return { part, lines, font: fontAt(size), ink, box, firstBaseline, step, cut, missing };
}

/** Draws a text that has its place, into its box and nowhere else. */
export function paintText({ ctx }: Surface, placed: PlacedText): void {
  const { part, box, ink, lines, step } = placed;
  const x = box.x + box.width * { left: 0, center: 0.5, right: 1 }[part.align];
  ctx.save();
  ctx.beginPath();
  ctx.rect(ink.x, ink.y, ink.width, ink.height);
  ctx.clip();
  ctx.font = placed.font;
  ctx.fillStyle = part.color;
  ctx.textAlign = part.align;
  for (const [index, line] of lines.entries()) {
    // The width is a promise: what was measured in pieces may be a hair wider in one.
    ctx.fillText(line, x, placed.firstBaseline + index * step, box.width);
  }
  ctx.restore();
}

function intersect(a: Box, b: Box): Box {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  };
}

function inPoints({ width, height, fontSize, minFontSize, lines }: TextPart) {
  const box = { width: width / mmPerPoint, height: height / mmPerPoint };
  return { ...box, fontSize, minFontSize, lines };
}
