import type { Bitmap } from '../../badges/bitmap.js';
import { fitBitmap } from '../fit-bitmap.js';
import type { PrinterProfile } from '../schema.js';
import type { PrintLanguage } from './print-language.js';
import { readZplEnd, readZplStatus } from './zpl-status.js';

/** Zebra's ZPL II: the badge is one graphic field, so nothing that a person wrote is ever a command. */
export const zpl: PrintLanguage = {
  encode: encodeZpl,
  // Host status return: answered at once, also while labels wait or are printed.
  question: Buffer.from('~HS'),
  readStatus: readZplStatus,
  endQuestion: Buffer.from('~HS'),
  readEnd: readZplEnd,
};

/** `^XA ^PW ^LL ^FO0,0 ^GFA … ^FS ^PQ1 ^XZ`, the picture centred on the width of the profile. */
export function encodeZpl(bitmap: Bitmap, { width, cutter }: PrinterProfile): Buffer {
  const picture = fitBitmap(bitmap, { width });
  const stride = Math.ceil(picture.width / 8);
  const bytes = stride * picture.height;
  const dots = Buffer.from(picture.data.buffer, picture.data.byteOffset, bytes);
  const hex = dots.toString('hex').toUpperCase();
  return Buffer.from(
    [
      '^XA',
      // Cut or tear off.
      cutter === 'none' ? '^MMT' : '^MMC',
      `^PW${picture.width}`,
      `^LL${picture.height}`,
      '^LH0,0',
      `^FO0,0^GFA,${bytes},${bytes},${stride},${hex}^FS`,
      '^PQ1',
      '^XZ',
    ].join('\n'),
    'latin1',
  );
}
