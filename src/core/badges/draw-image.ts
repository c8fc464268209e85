import type { Image } from '@napi-rs/canvas';
import type { BadgePart, Box } from './plan-badge.js';
import { place, type Surface } from './surface.js';

/** Draws a picture as large as fits into the middle of its box; on dots, in black and white ones. */
export function drawImage(
  surface: Surface,
  part: Extract<BadgePart, { kind: 'image' }>,
  image: Image,
): void {
  const box = fitInto(surface, part, image);
  const { canvas, ctx, isDots } = surface;
  if (!isDots) {
    ctx.drawImage(image, box.x, box.y, box.width, box.height);
    return;
  }
  const own = canvas.createCanvas(box.width, box.height);
  const drawing = own.getContext('2d');
  drawing.drawImage(image, 0, 0, box.width, box.height);
  const pixels = drawing.getImageData(0, 0, box.width, box.height);
  toDots(pixels.data, box.width, part.dither);
  drawing.putImageData(pixels, 0, 0);
  ctx.drawImage(own, box.x, box.y);
}

function fitInto(surface: Surface, part: Box, { width, height }: Image): Box {
  const box = place(surface, part);
  const scale = Math.min(box.width / width, box.height / height);
  const [w, h] = [width * scale, height * scale];
  const round = (value: number) => (surface.isDots ? Math.round(value) : value);
  return {
    x: round(box.x + (box.width - w) / 2),
    y: round(box.y + (box.height - h) / 2),
    width: Math.max(1, round(w)),
    height: Math.max(1, round(h)),
  };
}

/**
 * Makes pixels (four bytes each) black or white, and see-through where they were mostly so.
 * Floyd–Steinberg: what a dot is off is passed on to the right and to the line below in sixteenths.
 */
function toDots(pixels: Uint8ClampedArray, width: number, dither: 'floyd-steinberg' | 'threshold') {
  const spread = dither === 'floyd-steinberg';
  let errors = new Float32Array(width + 2);
  let below = new Float32Array(width + 2);
  for (let start = 0; start < pixels.length; start += width * 4) {
    for (let column = 0; column < width; column++) {
      const at = start + column * 4;
      const light = lightness(pixels, at) + (errors[column + 1] as number);
      const value = light < 128 ? 0 : 255;
      pixels[at] = value;
      pixels[at + 1] = value;
      pixels[at + 2] = value;
      pixels[at + 3] = (pixels[at + 3] as number) < 128 && value === 255 ? 0 : 255;
      if (!spread) continue;
      const off = (light - value) / 16;
      errors[column + 2] = (errors[column + 2] as number) + off * 7;
      below[column] = (below[column] as number) + off * 3;
      below[column + 1] = (below[column + 1] as number) + off * 5;
      below[column + 2] = (below[column + 2] as number) + off;
    }
    [errors, below] = [below, errors.fill(0)];
  }
}

/** 0 to 255, on white paper (ITU-R BT.601). */
function lightness(pixels: Uint8ClampedArray, at: number): number {
  const [red, green, blue, alpha] = [0, 1, 2, 3].map((offset) => pixels[at + offset] as number) as [
    number,
    number,
    number,
    number,
  ];
  const light = 0.299 * red + 0.587 * green + 0.114 * blue;
  return 255 + (light - 255) * (alpha / 255);
}
