import { crc32, deflateSync } from 'node:zlib';
import type { Bitmap } from './bitmap.js';

/** A PNG image of the dots (https://www.w3.org/TR/png-3/), one bit each, with the resolution in it. */
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
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header(width, height)),
    chunk('pHYs', density(dpi)),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** 11.2.1: one bit a pixel, greyscale. */
function header(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes[8] = 1;
  return bytes;
}

/** 11.3.4.3: dots per metre, so that it is printed in its size. */
function density(dpi: number): Buffer {
  const bytes = Buffer.alloc(9);
  const perMetre = Math.round(dpi / 0.0254);
  bytes.writeUInt32BE(perMetre, 0);
  bytes.writeUInt32BE(perMetre, 4);
  bytes[8] = 1;
  return bytes;
}

/** 5.3: length, type, data, checksum. */
function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}
