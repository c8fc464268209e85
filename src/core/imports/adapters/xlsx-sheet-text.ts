import { StringDecoder } from 'node:string_decoder';
import type { ReadLimits } from '../read-limits.js';
import { ReadFailed } from './read-failure.js';

/** UTF-16 units of XML that may stand between the ends of two cells. */
const longestCellXml = 4 * 1024 * 1024;
/** How far before its end the last tag of a sheet may begin: an empty sheet is one tag with namespaces. */
const longestEnd = 4096;
/** A tag of a cell's or row's end, with its prefix, is never longer. */
const longestTag = 1024;

// Every expression below stops at the next `<`: whatever a file repeats is looked at once.
const prefixed = /<([\w.-]+):worksheet\b/;
const prefixedEnd = /<\/[\w.-]+:(?:c|row)>/g;
const sheetEnd = /<(?:[\w.-]+:)?worksheet\b[^<]*\/>$|<\/(?:[\w.-]+:)?worksheet\s*>$/;
const columnWidth = /<col\b[^<>]*>/g;
const run = /<t\b[^<>]*>([^<]*)<\/t>/g;

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
    const known = Math.max(0, rest.length - longestTag);
    rest += decoder.write(chunk);
    const end = lastCellEnd(rest, known);
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
  if (!sheetEnd.test(last.trimEnd().slice(-longestEnd)))
    throw new ReadFailed({ kind: 'damaged', reason: 'a sheet breaks off' });
  yield simplify(last);
}

/** Where the last whole cell or row ends; 0 if none does. None ends before `known`. */
function lastCellEnd(text: string, known: number): number {
  const news = text.slice(known);
  const end = Math.max(
    news.lastIndexOf('</c>'),
    news.lastIndexOf('</row>'),
    news.lastIndexOf('/>'),
  );
  if (end >= 0) return known + news.indexOf('>', end) + 1;
  const other = Array.from(news.matchAll(prefixedEnd)).at(-1);
  return other ? known + other.index + other[0].length : 0;
}

function createSimplifier(): (text: string) => string {
  let prefix: string | undefined;
  let first = true;
  return (piece) => {
    let text = piece;
    if (first) prefix = prefixed.exec(text)?.[1];
    first = false;
    if (prefix) text = text.replaceAll(`<${prefix}:`, '<').replaceAll(`</${prefix}:`, '</');
    if (text.includes('<col')) text = text.replace(columnWidth, '');
    if (text.includes('<r>') || text.includes('<rPh')) {
      text = replaceElements(text, 'is', plainText);
    }
    return text;
  };
}

function plainText(formatted: string): string {
  const runs = replaceElements(formatted, 'rPh', () => '');
  const text = Array.from(runs.matchAll(run), ([, letters = '']) => letters);
  return `<is><t>${text.join('')}</t></is>`;
}

/** Replaces each element of this name, from its start tag to the next end tag. */
function replaceElements(
  text: string,
  name: string,
  replacement: (element: string) => string,
): string {
  const close = `</${name}>`;
  const parts: string[] = [];
  let done = 0;
  for (;;) {
    const start = text.indexOf(`<${name}`, done);
    const end = start === -1 ? -1 : text.indexOf(close, start);
    if (end === -1) break;
    parts.push(text.slice(done, start), replacement(text.slice(start, end + close.length)));
    done = end + close.length;
  }
  return parts.join('') + text.slice(done);
}
