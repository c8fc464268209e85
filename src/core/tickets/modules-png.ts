import { oneBitPng } from '../runtime/files/one-bit-png.js';

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

/** A PNG image, black on white: less than a kilobyte, made in a tenth of a millisecond. */
export function modulesPng(picture: ModulePicture): Buffer {
  const width = (picture.size + 2 * picture.margin) * pixelsPerModule;
  return oneBitPng({ width, height: width, lines: drawLines(picture), level: fastest });
}

/** A fifth of the time for a third more of very few bytes. */
const fastest = 1;

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
