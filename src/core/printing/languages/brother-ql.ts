import type { Bitmap } from '../../badges/bitmap.js';
import { fitBitmap } from '../fit-bitmap.js';
import type { PrinterProfile } from '../schema.js';
import { type BrotherLabel, brotherLabelOf } from './brother-labels.js';
import { readBrotherEnd, readBrotherStatus } from './brother-status.js';
import type { PrintLanguage } from './print-language.js';

/** Bytes to a row: 720 pins. */
const rowBytes = 90;
/** Ends whatever the printer was in the middle of; it takes zeros for nothing. */
const invalidate = Buffer.alloc(200);
const initialise = Buffer.from([0x1b, 0x40]);
const rasterMode = Buffer.from([0x1b, 0x69, 0x61, 1]);
const printAndFeed = Buffer.from([0x1a]);

/** The raster language of Brother's QL label printers, as their command references have it. */
export const brotherQl: PrintLanguage = {
  encode: encodeBrotherQl,
  // ESC i S, for which the printer has to be in no command.
  question: Buffer.concat([invalidate, initialise, Buffer.from([0x1b, 0x69, 0x53])]),
  readStatus: readBrotherStatus,
  // It tells of itself when a label is printed.
  endQuestion: Buffer.alloc(0),
  readEnd: readBrotherEnd,
};

/** One label. The picture is centred on what the roll lets print; pins count from the right. */
export function encodeBrotherQl(bitmap: Bitmap, profile: PrinterProfile): Buffer {
  const label = brotherLabelOf(profile.label);
  const { width, height } = label.printable;
  const picture = fitBitmap(bitmap, { width, ...(height > 0 ? { height } : {}) });
  return Buffer.concat([
    rasterMode,
    invalidate,
    initialise,
    rasterMode,
    media(label, picture.height),
    ...cutting(profile),
    Buffer.from([0x1b, 0x69, 0x64, label.feed, 0]),
    // M 0: rows as they are.
    Buffer.from([0x4d, 0]),
    rows(picture, label),
    printAndFeed,
  ]);
}

/** ESC i z: the roll that has to be in it, else the printer reports an error instead of printing. */
function media({ tape, kind }: BrotherLabel, height: number): Buffer {
  // Kind, width and length hold; quality before speed; recovery on.
  const flags = 0x80 | 0x40 | 0x08 | 0x04 | 0x02;
  const type = kind === 'die-cut' ? 0x0b : 0x0a;
  const command = Buffer.from([
    0x1b,
    0x69,
    0x7a,
    flags,
    type,
    tape.width,
    tape.length,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
  command.writeUInt32LE(height, 7);
  return command;
}

function cutting({ cutter }: PrinterProfile): Buffer[] {
  const cuts = cutter !== 'none';
  return [
    Buffer.from([0x1b, 0x69, 0x4d, cuts ? 0x40 : 0]),
    ...(cuts ? [Buffer.from([0x1b, 0x69, 0x41, 1])] : []),
    // Cut at the end, 300 dpi.
    Buffer.from([0x1b, 0x69, 0x4b, cuts ? 0x08 : 0]),
  ];
}

function rows({ width, height, data }: Bitmap, { right }: BrotherLabel): Buffer {
  const all = Buffer.alloc(height * (3 + rowBytes));
  const stride = Math.ceil(width / 8);
  // Mirrored, the dot at the right edge comes first, after the pins that the roll does not cover.
  for (let y = 0; y < height; y++) {
    const at = y * (3 + rowBytes);
    all[at] = 0x67;
    all[at + 2] = rowBytes;
    for (let x = 0; x < width; x++) {
      const byte = data[y * stride + (x >> 3)] as number;
      if (byte === 0) {
        x |= 7;
        continue;
      }
      if (!(byte & (0x80 >> (x & 7)))) continue;
      const pin = right + width - 1 - x;
      const target = at + 3 + (pin >> 3);
      all[target] = (all[target] as number) | (0x80 >> (pin & 7));
    }
  }
  return all;
}
