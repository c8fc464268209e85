import { crc32, deflateSync } from 'node:zlib';

/** A picture of black and white pixels, as PNG wants its lines. */
export interface OneBitPicture {
  width: number;
  height: number;
  /** Line by line, each with its filter in front (9.2); eight pixels to a byte, and 1 is white. */
  lines: Uint8Array;
  /** So that it is printed in its size. */
  dpi?: number | undefined;
  /** Of compression, 0 to 9; zlib's own when left out. */
  level?: number | undefined;
}

/**
 * A PNG image (https://www.w3.org/TR/png-3/) with one bit a pixel. A library that can do colours takes a
 * hundred times as long, which was most of what a message with a ticket cost.
 */
export function oneBitPng({ width, height, lines, dpi, level }: OneBitPicture): Buffer {
  return Buffer.concat([
    signature,
    chunk('IHDR', header(width, height)),
    ...(dpi === undefined ? [] : [chunk('pHYs', density(dpi))]),
    chunk('IDAT', deflateSync(lines, level === undefined ? {} : { level })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

/** 11.2.1: one bit a pixel, greyscale, and the only methods that there are. */
function header(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes[8] = 1;
  return bytes;
}

/** 11.3.4.3: dots per metre. */
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
