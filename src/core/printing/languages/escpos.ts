import { Image, Printer } from '@node-escpos/core';
import type { Bitmap } from '../../badges/bitmap.js';
import { fitBitmap } from '../fit-bitmap.js';
import type { PrinterProfile } from '../schema.js';
import { readEscposEnd, readEscposStatus } from './escpos-status.js';
import type { PrintLanguage } from './print-language.js';

/** Rows to a band: what the memory of small printers holds, and they print while they receive. */
const bandRows = 256;

/** ESC/POS as Epson's manuals have it: a raster picture in bands, a feed, a cut. */
export const escpos: PrintLanguage = {
  encode: encodeEscpos,
  // DLE EOT 1 to 4: printer, why it is offline, errors, paper. Answered at once, whatever it is doing.
  question: Buffer.from([1, 2, 3, 4].flatMap((n) => [0x10, 0x04, n])),
  readStatus: readEscposStatus,
  // GS r 1: answered in its turn, so when everything before it is printed.
  endQuestion: Buffer.from([0x1d, 0x72, 1]),
  readEnd: readEscposEnd,
};

/** `ESC @`, `GS v 0` for each band, feed, `GS V`. The picture is centred on the width of the profile. */
export function encodeEscpos(bitmap: Bitmap, profile: PrinterProfile): Buffer {
  const picture = fitBitmap(bitmap, { width: profile.width });
  const printer = openEscposBuilder();
  printer.hardware('init');
  for (let from = 0; from < picture.height; from += bandRows) {
    printer.raster(new Band(picture, from, Math.min(bandRows, picture.height - from)));
  }
  return endEscpos(printer, profile);
}

/** The command builder alone: what it writes is taken from its buffer, no adapter is ever opened. */
export function openEscposBuilder(): Printer<[]> {
  return new Printer({} as never, { encoding: 'cp949' });
}

/** Feeds the paper out beyond the cutter, and cuts. */
export function endEscpos(printer: Printer<[]>, { cutter }: PrinterProfile): Buffer {
  if (cutter === 'none') printer.feed(5);
  else printer.cut(cutter === 'partial', 5);
  return printer.buffer.flush();
}

/** Rows of a picture that is dots already: the builder's own way takes half a second for a badge. */
class Band extends Image {
  readonly #raster: { data: number[]; width: number; height: number };

  constructor({ width, data }: Bitmap, from: number, rows: number) {
    super({ data: new Uint8Array(), shape: [0, 0, 4] } as never);
    const stride = Math.ceil(width / 8);
    const dots = withoutRealTimeCommands(data.subarray(from * stride, (from + rows) * stride));
    this.#raster = { data: dots as never, width: stride, height: rows };
  }

  override toRaster(): { data: number[]; width: number; height: number } {
    return this.#raster;
  }
}

/**
 * Printers look for DLE EOT, DLE ENQ and DLE DC4 in everything that they receive, pictures included (Epson,
 * "real-time commands"): a picture must not open the cash drawer or switch the printer off. Where dots
 * happen to spell one of them, one dot stays white.
 */
function withoutRealTimeCommands(dots: Uint8Array): Buffer {
  const safe = Buffer.from(dots);
  for (let at = safe.indexOf(0x10); at !== -1; at = safe.indexOf(0x10, at + 1)) {
    const next = safe[at + 1];
    if (next === 0x04 || next === 0x05 || next === 0x14) safe[at] = 0;
  }
  return safe;
}
