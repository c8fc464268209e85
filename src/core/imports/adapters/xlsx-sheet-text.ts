import { StringDecoder } from 'node:string_decoder';
import type { ReadLimits } from '../read-limits.js';
import { ReadFailed } from './read-failure.js';

/** UTF-16 units of XML that may stand between the ends of two cells. */
const longestCellXml = 4 * 1024 * 1024;
const prefixed = /<(?:\?xml[^>]*\?>\s*<)?([\w.-]+):worksheet\b/;
const sheetEnd = /<(?:[\w.-]+:)?worksheet\b[^>]*\/>\s*$|<\/(?:[\w.-]+:)?worksheet>\s*$/;
const formatted = /<is>(?:(?!<\/is>)[\s\S])*?<\/is>/g;

/**
 * The XML of a sheet, cut only between cells and put into the form that exceljs reads rightly:
 * no character torn between two pieces, no namespace prefixes, no column widths (a hostile range
 * there fills the memory), and formatted text as plain text, of which it would keep the last run.
 */
export async function* sheetText(
  bytes: AsyncIterable<Buffer>,
  limits: Pick<ReadLimits, 'maxCellLength'>,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  const simplify = createSimplifier();
  const longest = Math.max(longestCellXml, limits.maxCellLength * 10);
  let rest = '';
  for await (const chunk of bytes) {
    rest += decoder.write(chunk);
    const end = lastCellEnd(rest);
    if (end > 0) {
      yield simplify(rest.slice(0, end));
      rest = rest.slice(end);
    }
    if (rest.length > longest) {
      throw new ReadFailed({ kind: 'unpacks_too_large', reason: 'a single cell without an end' });
    }
  }
  const last = rest + decoder.end();
  // exceljs takes the end of the text for the end of the sheet, and rows would be missing silently.
  if (!sheetEnd.test(last)) throw new ReadFailed({ kind: 'damaged', reason: 'a sheet breaks off' });
  yield simplify(last);
}

/** Where the last whole cell or row ends; 0 if none does. */
function lastCellEnd(text: string): number {
  const end = Math.max(
    text.lastIndexOf('</c>'),
    text.lastIndexOf('</row>'),
    text.lastIndexOf('/>'),
  );
  if (end >= 0) return text.indexOf('>', end) + 1;
  const other = /^[\s\S]*<\/[\w.-]+:(?:c|row)>/.exec(text);
  return other ? other[0].length : 0;
}

function createSimplifier(): (text: string) => string {
  let prefix: string | undefined;
  let first = true;
  return (piece) => {
    let text = piece;
    if (first) {
      prefix = prefixed.exec(text)?.[1];
      text = text.replace(/<(?:[\w.-]+:)?cols\b[^>]*>[\s\S]*?<\/(?:[\w.-]+:)?cols>/, '');
      first = false;
    }
    if (prefix) text = text.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</');
    if (text.includes('<r>') || text.includes('<rPh')) text = text.replace(formatted, plainText);
    return text;
  };
}

function plainText(formattedText: string): string {
  const runs = formattedText.replace(/<rPh\b[\s\S]*?<\/rPh>/g, '');
  const text = Array.from(runs.matchAll(/<t\b[^>]*>([^<]*)<\/t>/g), ([, run = '']) => run);
  return `<is><t>${text.join('')}</t></is>`;
}
