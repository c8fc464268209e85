import type { Canvas } from '@napi-rs/canvas';
import { createTicketMatrix } from '../tickets/ticket-qr.js';
import type { Bitmap } from './bitmap.js';
import { alignBox, readDots, stampSymbol } from './dots.js';
import { drawParts } from './draw-parts.js';
import { paintText, placeText } from './draw-text.js';
import { openCanvas } from './fonts/open-canvas.js';
import { loadImages } from './load-images.js';
import { placeSymbol } from './place-symbol.js';
import { fillIn } from './placeholders.js';
import { changesWith, planBadge } from './plan-badge.js';
import type { Badge, BadgeTemplate } from './schema.js';
import type { Surface } from './surface.js';

/** A badge as dots, and what could not be shown as it is written. */
export interface RasterisedBadge {
  bitmap: Bitmap;
  /** Characters without a glyph; see fonts/cover-text.ts. */
  missing: number;
  /** Texts that did not fit and end with `…`. */
  cut: number;
}

/** Makes badges, one after the other. */
export type BadgeRasteriser = (badge: Badge) => Promise<RasterisedBadge>;

/**
 * Prepares a template for a resolution (203 and 300 dpi are those of label printers). The picture has the
 * dimensions of the template, rounded to whole dots. What is the same on all badges is drawn once, with the
 * values of `fixed`, which are those of every badge; of the rest, only the ink is read back. One surface
 * serves all badges, so memory stays flat. Errors: BADGE_IMAGE.
 */
export async function prepareRasteriser(
  template: BadgeTemplate,
  { dpi, fixed = {} }: { dpi: number; fixed?: Badge['fields'] },
): Promise<BadgeRasteriser> {
  const canvas = await openCanvas();
  const scale = dpi / 25.4;
  const width = Math.max(1, Math.round(template.dimensions.width * scale));
  const height = Math.max(1, Math.round(template.dimensions.height * scale));
  const stride = Math.ceil(width / 8);
  const parts = planBadge(template);
  const images = await loadImages(canvas, parts);

  const background = canvas.createCanvas(stride * 8, height);
  const fixedParts = parts.filter((part) => !changesWith(part, fixed));
  const blank: Bitmap = { width, height, data: new Uint8Array(stride * height) };
  const below = surfaceOn(background);
  drawParts(below, fixedParts, { fields: fixed, symbol: null, images });
  // Beyond the width lies what fills up the last byte of a line.
  below.ctx.fillStyle = '#ffffff';
  below.ctx.fillRect(width, 0, stride * 8 - width, height);
  readDots(below.ctx, { x: 0, y: 0, width: stride * 8, height }, blank);

  const surface = surfaceOn(canvas.createCanvas(stride * 8, height));
  const changing = parts.filter((part) => changesWith(part, fixed));
  const texts = changing.filter((part) => part.kind === 'text');
  const symbols = changing.filter((part) => part.kind === 'qr');
  return async ({ fields, qr }) => {
    const modules = qr === null ? undefined : await createTicketMatrix(qr);
    // From here to the end nothing is awaited: the surface is one for all.
    const bitmap: Bitmap = { width, height, data: blank.data.slice() };
    const placed = texts
      .map((part) => placeText(surface, part, fillIn(part.text, fields)))
      .filter((text) => text !== undefined);
    const boxes = placed.map(({ ink }) => alignBox(ink, bitmap));
    for (const { x, y, width: w, height: h } of boxes) {
      if (w > 0 && h > 0) surface.ctx.drawImage(background, x, y, w, h, x, y, w, h);
    }
    for (const text of placed) paintText(surface, text);
    for (const box of boxes) readDots(surface.ctx, box, bitmap);
    for (const part of symbols) {
      if (modules) stampSymbol(bitmap, placeSymbol(surface, part, modules), modules);
    }
    return {
      bitmap,
      missing: placed.reduce((sum, text) => sum + text.missing, 0),
      cut: placed.filter((text) => text.cut).length,
    };
  };

  function surfaceOn(own: Canvas): Surface {
    const ctx = own.getContext('2d');
    // Han characters have the forms of their file, not those of the machine's language.
    ctx.lang = 'en';
    return { canvas, ctx, scale, isDots: true };
  }
}
