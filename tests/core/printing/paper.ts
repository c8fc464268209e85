import type { Bitmap } from '../../../src/core/badges/bitmap.js';
import { languages } from '../../../src/core/printing/languages/languages.js';
import type { PrinterLanguage } from '../../../src/core/printing/schema.js';
import {
  decodeBrotherQl,
  decodeEscpos,
  decodeZpl,
} from '../../support/virtual-printer-languages.js';
import type { Paper } from '../../support/virtual-printer-paper.js';
import { profileOf } from './sample-printing.js';

/** What reads the bytes of a language as the printer would. */
export const decoders = { escpos: decodeEscpos, 'brother-ql': decodeBrotherQl, zpl: decodeZpl };

/** What comes out of a printer of this language. */
export function print(
  language: PrinterLanguage,
  bitmap: Bitmap,
  profile = profileOf(language),
): Paper {
  const decoder = decoders[language]();
  decoder.take(languages[language].encode(bitmap, profile));
  return decoder.paper;
}
