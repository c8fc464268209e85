import type { PrinterLanguage } from '../schema.js';
import { brotherQl } from './brother-ql.js';
import { escpos } from './escpos.js';
import type { PrintLanguage } from './print-language.js';
import { zpl } from './zpl.js';

/** THE table of languages. */
export const languages: Readonly<Record<PrinterLanguage, PrintLanguage>> = {
  escpos,
  'brother-ql': brotherQl,
  zpl,
};
