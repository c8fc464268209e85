import type { Image } from '@napi-rs/canvas';
import { drawImage } from './draw-image.js';
import { drawLine, drawShape } from './draw-shape.js';
import { drawSymbol } from './draw-symbol.js';
import { paintText, placeText } from './draw-text.js';
import { type Modules, placeSymbol } from './place-symbol.js';
import { fillIn } from './placeholders.js';
import type { BadgePart } from './plan-badge.js';
import type { Surface } from './surface.js';

/** What is drawn, with what takes time to get ready made ready. */
export interface BadgeContent {
  fields: Readonly<Record<string, string>>;
  /** The modules of the QR code; null where there is none. */
  symbol: Modules | null;
  /** By the path of their part. */
  images: ReadonlyMap<string, Image>;
}

/** Draws parts of a badge, the first one lowest. */
export function drawParts(
  surface: Surface,
  parts: readonly BadgePart[],
  { fields, symbol, images }: BadgeContent,
): void {
  for (const part of parts) {
    if (part.kind === 'text') {
      const placed = placeText(surface, part, fillIn(part.text, fields));
      if (placed) paintText(surface, placed);
    } else if (part.kind === 'qr') {
      if (symbol) drawSymbol(surface.ctx, placeSymbol(surface, part, symbol), symbol);
    } else if (part.kind === 'image') {
      const image = images.get(part.path);
      if (image) drawImage(surface, part, image);
    } else if (part.kind === 'line') {
      drawLine(surface, part);
    } else {
      drawShape(surface, part);
    }
  }
}
