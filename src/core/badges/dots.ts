import type { Bitmap } from './bitmap.js';
import type { Drawing } from './fonts/open-canvas.js';
import { type Modules, type PlacedSymbol, runsOf } from './place-symbol.js';
import type { Box } from './plan-badge.js';

/** Lighter than this is paper. Above the middle, because thermal heads thin small letters. */
const threshold = 144;
const white = 0xffffffff;

/** A box whose left and right edges lie between bytes of a bitmap, around the given one. */
export function alignBox(box: Box, { width, height }: { width: number; height: number }): Box {
  const x = Math.max(0, Math.floor(box.x)) & ~7;
  const y = Math.max(0, Math.floor(box.y));
  const right = (Math.min(width, Math.ceil(box.x + box.width)) + 7) & ~7;
  const bottom = Math.min(height, Math.ceil(box.y + box.height));
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}

/**
 * Takes over what is drawn in an aligned box, without a see-through dot in it. Reading is most of what a
 * badge costs, so only what changed is read.
 */
export function readDots(ctx: Drawing, { x, y, width, height }: Box, into: Bitmap): void {
  if (width === 0 || height === 0) return;
  const { data } = ctx.getImageData(x, y, width, height);
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const stride = Math.ceil(into.width / 8);
  for (let row = 0, at = 0; row < height; row++) {
    let index = (y + row) * stride + (x >> 3);
    for (const end = at + width; at < end; at += 8) into.data[index++] = readByte(pixels, at);
  }
}

/** Sets the dots of a symbol whose modules are whole dots, and clears those around. */
export function stampSymbol(into: Bitmap, placed: PlacedSymbol, modules: Modules): void {
  const { x, y, size, left, top, module } = placed;
  fillDots(into, { x, y, width: size, height: size }, false);
  for (const [row, line] of modules.entries()) {
    for (const { from, length } of runsOf(line)) {
      const run = { x: left + from * module, width: length * module };
      fillDots(into, { ...run, y: top + row * module, height: module }, true);
    }
  }
}

function readByte(pixels: Uint32Array, at: number): number {
  let byte = 0;
  for (let bit = 0; bit < 8; bit++) {
    const pixel = pixels[at + bit] as number;
    byte = (byte << 1) | (pixel === white || isLight(pixel) ? 0 : 1);
  }
  return byte;
}

/** ITU-R BT.601 in 256ths; the red byte is the lowest one, as on every processor that node runs on. */
function isLight(pixel: number): boolean {
  const red = pixel & 0xff;
  const green = (pixel >> 8) & 0xff;
  const blue = (pixel >> 16) & 0xff;
  return red * 77 + green * 150 + blue * 29 >= threshold * 256;
}

/** True for a colour (#rgb or #rrggbb) that becomes black dots. */
export function isDark(color: string): boolean {
  const long = color.length === 4 ? color.replace(/[0-9a-f]/gi, '$&$&') : color;
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
  return !isLight(((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0));
}

/** Sets or clears the dots of a box, a byte at a time where a whole one lies in it. */
function fillDots({ width, height, data }: Bitmap, box: Box, isBlack: boolean): void {
  const stride = Math.ceil(width / 8);
  const left = Math.max(0, box.x);
  const right = Math.min(width, box.x + box.width);
  if (left >= right) return;
  const [first, last] = [left >> 3, (right - 1) >> 3];
  const firstMask = 0xff >> (left & 7);
  const lastMask = 0xff & (0xff << (7 - ((right - 1) & 7)));
  for (let row = Math.max(0, box.y); row < Math.min(height, box.y + box.height); row++) {
    const start = row * stride;
    for (let index = first; index <= last; index++) {
      const mask = (index === first ? firstMask : 0xff) & (index === last ? lastMask : 0xff);
      const byte = data[start + index] as number;
      data[start + index] = isBlack ? byte | mask : byte & ~mask;
    }
  }
}
