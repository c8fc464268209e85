import { createHash } from 'node:crypto';
import { inspectWorkbook } from './adapters/inspect-workbook.js';
import { decodeHead, decodesAsHangul, findEncoding } from './adapters/text-codec.js';
import { detectDelimiter } from './detect-delimiter.js';
import { createUtf8Check, detectBom, detectUtf16, type TextEncoding } from './detect-encoding.js';
import { detectForeignText, detectFormat, isEncryptedOle } from './detect-format.js';
import { importErrors } from './errors.js';
import { type Delimiter, delimiters, type FileInspection } from './file-inspection.js';
import type { FileSource } from './file-source.js';
import type { ReadLimits } from './read-limits.js';

/** What the person says about the file; each overrides what would be found out. */
export interface InspectOptions {
  encoding?: string | undefined;
  /** A character, or `tab`, `comma`, `semicolon`, `pipe`. */
  delimiter?: string | undefined;
  /** The name of a sheet, or its number among the visible ones, from 1. */
  sheet?: string | undefined;
}

const headSize = 256 * 1024;

/**
 * Reads the whole file once and says what it is, by its content alone. Text is read a second time
 * only if it is not UTF-8. Errors: every IMPORT_ code that a file as a whole can have.
 */
export async function inspectFile(
  source: FileSource,
  options: InspectOptions,
  limits: ReadLimits,
): Promise<FileInspection> {
  const scan = await scanBytes(source, limits);
  const { name: file } = source;
  if (scan.size === 0) throw importErrors.noRows({ file });
  const content = detectFormat(scan.head);
  const inspected = { name: file, size: scan.size, sha256: scan.sha256 };
  switch (content.kind) {
    case 'foreign':
      throw importErrors.notATable({ file, kind: content.what });
    case 'ole':
      throw isEncryptedOle(scan.kept)
        ? importErrors.encrypted({ file })
        : importErrors.oldExcel({ file });
    case 'zip':
      return {
        ...inspected,
        format: 'xlsx',
        ...(await inspectWorkbook(file, scan.kept, options.sheet, limits.xlsx)),
      };
    case 'text':
      return { ...inspected, format: 'text', ...(await inspectText(source, scan, options)) };
  }
}

interface Scan {
  size: number;
  sha256: string;
  head: Buffer;
  /** The whole file where it is a container that is opened by random access; else nothing. */
  kept: Buffer;
  isUtf8: boolean;
}

async function scanBytes(source: FileSource, limits: ReadLimits): Promise<Scan> {
  const hash = createHash('sha256');
  const utf8 = createUtf8Check();
  const kept: Buffer[] = [];
  const headParts: Buffer[] = [];
  let isText: boolean | undefined;
  let size = 0;
  for await (const chunk of source.open() as AsyncIterable<Buffer>) {
    if (size < headSize) headParts.push(chunk);
    size += chunk.length;
    if (size > limits.maxSize) {
      throw importErrors.tooLarge({ file: source.name, maxBytes: limits.maxSize });
    }
    isText ??= detectFormat(chunk).kind === 'text';
    hash.update(chunk);
    if (isText) utf8.add(chunk);
    else kept.push(chunk);
  }
  return {
    size,
    sha256: hash.digest('hex'),
    head: Buffer.concat(headParts).subarray(0, headSize),
    kept: Buffer.concat(kept),
    isUtf8: utf8.finish(),
  };
}

async function inspectText(source: FileSource, scan: Scan, options: InspectOptions) {
  const encoding = await chooseEncoding(source, scan, options.encoding);
  const text = decodeHead(scan.head, encoding.encoding);
  const foreign = detectForeignText(text);
  if (foreign) throw importErrors.notATable({ file: source.name, kind: foreign });
  const guess = detectDelimiter(text, scan.size <= scan.head.length);
  const delimiter = readDelimiter(options.delimiter) ?? guess.delimiter;
  return { ...encoding, delimiter, separatorLine: guess.separatorLine };
}

async function chooseEncoding(
  source: FileSource,
  scan: Scan,
  asked: string | undefined,
): Promise<TextEncoding> {
  const bom = detectBom(scan.head);
  if (asked !== undefined) {
    const encoding = findEncoding(asked);
    return { encoding, bom: bom?.encoding === encoding };
  }
  if (bom) return bom;
  const wide = detectUtf16(scan.head);
  if (wide === 'binary') {
    throw importErrors.notATable({ file: source.name, kind: 'a binary file' });
  }
  if (wide) return wide;
  if (scan.isUtf8) return { encoding: 'utf-8', bom: false };
  if (await decodesAsHangul(source)) return { encoding: 'cp949', bom: false };
  throw scan.head.includes(0)
    ? importErrors.notATable({ file: source.name, kind: 'a binary file' })
    : importErrors.unknownEncoding({ file: source.name });
}

const delimiterWords: Readonly<Record<string, Delimiter>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  pipe: '|',
};

function readDelimiter(asked: string | undefined): Delimiter | undefined {
  if (asked === undefined) return undefined;
  const delimiter =
    delimiters.find((candidate) => candidate === asked) ??
    (Object.hasOwn(delimiterWords, asked) ? delimiterWords[asked] : undefined);
  if (delimiter) return delimiter;
  throw importErrors.badOption({
    option: '--delimiter',
    reason: 'give one of comma, semicolon, tab, pipe, or the character itself',
  });
}
