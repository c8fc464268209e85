import type { Bitmap } from '../badges/bitmap.js';

/**
 * Centres a picture on the area that a printer reaches, in dots. A template has the size of the paper, and
 * no print head reaches its edges: what sticks out is cut off on both sides alike, what is missing stays
 * white. Without a height, the picture keeps its own.
 */
export function fitBitmap(bitmap: Bitmap, area: { width: number; height?: number }): Bitmap {
  const { width, height = bitmap.height } = area;
  if (width === bitmap.width && height === bitmap.height) return bitmap;
  const left = Math.trunc((width - bitmap.width) / 2);
  const top = Math.trunc((height - bitmap.height) / 2);
  const stride = Math.ceil(width / 8);
  const data = new Uint8Array(stride * height);
  for (let y = Math.max(0, top); y < Math.min(height, top + bitmap.height); y++) {
    const from = (y - top) * Math.ceil(bitmap.width / 8);
    copyRow(bitmap, from, { data, at: y * stride, left, width });
  }
  return { width, height, data };
}

interface TargetRow {
  data: Uint8Array;
  at: number;
  left: number;
  width: number;
}

/** Byte by byte of the target: each takes its dots from two bytes of the source. */
function copyRow(source: Bitmap, from: number, { data, at, left, width }: TargetRow): void {
  const bytes = Math.ceil(source.width / 8);
  const last = source.width % 8 === 0 ? 0xff : (0xff << (8 - (source.width % 8))) & 0xff;
  const byteAt = (index: number) => {
    if (index < 0 || index >= bytes) return 0;
    const byte = source.data[from + index] as number;
    return index === bytes - 1 ? byte & last : byte;
  };
  const shift = ((left % 8) + 8) % 8;
  const first = (left - shift) / 8;
  const stride = Math.ceil(width / 8);
  for (let index = 0; index < stride; index++) {
    const source8 = index - first;
    data[at + index] = ((byteAt(source8 - 1) << 8) | byteAt(source8)) >> shift;
  }
  if (width % 8 !== 0)
    data[at + stride - 1] = (data[at + stride - 1] as number) & (0xff << (8 - (width % 8)));
}
