import { oneBitPng } from '../runtime/files/one-bit-png.js';
import type { Bitmap } from './bitmap.js';

/** A PNG image of the dots, one bit each, with the resolution in it. */
export function bitmapPng({ width, height, data }: Bitmap, { dpi }: { dpi: number }): Buffer {
  const stride = Math.ceil(width / 8);
  const lines = Buffer.alloc((stride + 1) * height);
  for (let row = 0; row < height; row++) {
    const start = row * (stride + 1);
    // 0 is black in PNG. The first byte of a line names its filter: none.
    for (let index = 0; index < stride; index++) {
      lines[start + 1 + index] = ~(data[row * stride + index] as number);
    }
  }
  return oneBitPng({ width, height, lines, dpi });
}
