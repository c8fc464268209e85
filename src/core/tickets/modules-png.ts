import { crc32, deflateSync } from 'node:zlib';

/** Square modules that are drawn as a picture. */
export interface ModulePicture {
  /** Modules on a side. */
  size: number;
  isDark: (row: number, column: number) => boolean;
  /** Light modules around. */
  margin: number;
}

/** A module is as wide as a byte has bits, so that a line of modules is a line of bytes. */
export const pixelsPerModule = 8;

/**
 * A PNG image (https://www.w3.org/TR/png-3/), black on white with one bit a pixel: less than a kilobyte,
 * made in a tenth of a millisecond. A library that can do colours takes a hundred times as long, which was
 * most of what a message with a ticket cost.
 */
export function modulesPng(picture: ModulePicture): Buffer {
  return Buffer.concat([
    signature,
    chunk('IHDR', header((picture.size + 2 * picture.margin) * pixelsPerModule)),
    chunk('IDAT', deflateSync(drawLines(picture), fastest)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A fifth of the time for a third more of very few bytes. */
const fastest = { level: 1 } as const;

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

/** 11.2.1: one bit a pixel, greyscale, and the only methods that there are. */
function header(width: number): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(width, 4);
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

/** 9.2: the first line of a row of modules stands for itself, those below it repeat the line above. */
const filters = { none: 0, up: 2 } as const;
const light = 0xff;

/** The image line by line, each with its filter in front. */
function drawLines({ size, isDark, margin }: ModulePicture): Buffer {
  const lineBytes = 1 + size + 2 * margin;
  const lines = Buffer.alloc(lineBytes * (lineBytes - 1) * pixelsPerModule);
  for (let row = -margin, start = 0; row < size + margin; row++) {
    lines[start] = filters.none;
    lines.fill(light, start + 1, start + lineBytes);
    const isInside = row >= 0 && row < size;
    for (let column = 0; isInside && column < size; column++) {
      if (isDark(row, column)) lines[start + 1 + margin + column] = 0;
    }
    start += lineBytes;
    for (let repeat = 1; repeat < pixelsPerModule; repeat++, start += lineBytes) {
      lines[start] = filters.up;
    }
  }
  return lines;
}
