import iconv from 'iconv-lite';
import { createHangulCheck } from '../detect-encoding.js';
import { importErrors } from '../errors.js';
import type { FileSource } from '../file-source.js';

/** Labels that are written for what Korean Windows really writes. */
const koreanLabels =
  /^(?:euc-?kr|ks_?c_?5601(?:-?19\d\d)?|ksc5601|uhc|ms949|windows-?949|cp-?949)$/;
const utf8Labels = /^utf-?8(?:-?sig|-?bom)?$/;
/** Codecs of iconv-lite that are not character encodings. */
const notTexts = /^(?:base64|hex|binary|internal|utf-?7.*)$/;

/** The codec for an encoding as a person names it. Error: IMPORT_BAD_OPTION. */
export function findEncoding(label: string): string {
  const wanted = label.trim().toLowerCase();
  if (koreanLabels.test(wanted)) return 'cp949';
  if (utf8Labels.test(wanted)) return 'utf-8';
  if (!notTexts.test(wanted) && iconv.encodingExists(wanted)) return wanted;
  throw importErrors.badOption({
    option: '--encoding',
    reason: 'not an encoding that evm knows: give for example utf-8, cp949 or windows-1252',
  });
}

/** The text at the start of a file; a character cut off at the end is left out. */
export function decodeHead(head: Buffer, encoding: string): string {
  return iconv.getDecoder(encoding).write(head);
}

/** Decodes the pieces of a file one after the other; a byte order mark is removed. */
export function createDecoder(encoding: string): { write(chunk: Buffer): string; end(): string } {
  const decoder = iconv.getDecoder(encoding);
  return { write: (chunk) => decoder.write(chunk), end: () => decoder.end() ?? '' };
}

/** Reads the whole file to see whether it is Korean text in CP949. */
export async function decodesAsHangul(source: FileSource): Promise<boolean> {
  const decoder = createDecoder('cp949');
  const check = createHangulCheck();
  for await (const chunk of source.open() as AsyncIterable<Buffer>) check.add(decoder.write(chunk));
  check.add(decoder.end());
  return check.finish();
}
