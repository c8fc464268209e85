import jsqr from 'jsqr';
import type { Bitmap } from '../../../src/core/badges/bitmap.js';

/**
 * What jsQR, a decoder of its own, reads in a picture of four bytes a pixel. Its types say that the package is its
 * default; what is loaded is one or the other.
 */
export const decodeSymbol = (
  typeof jsqr === 'function' ? jsqr : (jsqr as { default: never }).default
) as (pixels: Uint8ClampedArray, width: number, height: number) => { data: string } | null;

/** What it reads in the dots of a badge. */
export function readSymbol(bitmap: Bitmap): string | undefined {
  const { width, height } = bitmap;
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let index = 0; index < width * height; index++) {
    if (isBlack(bitmap, index % width, Math.floor(index / width)))
      pixels.fill(0, index * 4, index * 4 + 3);
  }
  return decodeSymbol(pixels, width, height)?.data;
}

export function isBlack({ width, data }: Bitmap, x: number, y: number): boolean {
  return ((data[y * Math.ceil(width / 8) + (x >> 3)] as number) & (0x80 >> (x & 7))) !== 0;
}
