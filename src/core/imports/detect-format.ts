export type ContentKind =
  | { kind: 'zip' }
  | { kind: 'ole' }
  | { kind: 'text' }
  | { kind: 'foreign'; what: string };

const magics: readonly (readonly [bytes: string, what: string])[] = [
  ['%PDF-', 'a PDF document'],
  ['\x89PNG', 'an image'],
  ['\xFF\xD8\xFF', 'an image'],
  ['GIF8', 'an image'],
  ['\x1F\x8B', 'a gzip archive'],
  ['7z\xBC\xAF\x27\x1C', 'a 7-Zip archive'],
  ['Rar!\x1A\x07', 'a RAR archive'],
  ['SQLite format 3\0', 'a database'],
  ['PAR1', 'a Parquet file'],
  ['{\\rtf', 'a text document (RTF)'],
];

const oleSignature = '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1';

/** What a file is by its first bytes; its name says nothing. */
export function detectFormat(head: Buffer): ContentKind {
  const start = head.subarray(0, 512).toString('latin1');
  if (/^PK(?:\x03\x04|\x05\x06)/.test(start)) return { kind: 'zip' };
  if (start.startsWith(oleSignature)) return { kind: 'ole' };
  const magic = magics.find(([bytes]) => start.startsWith(bytes));
  return magic ? { kind: 'foreign', what: magic[1] } : { kind: 'text' };
}

/** What decoded text is when it is not a table: a web page or a data file with a table's name. */
export function detectForeignText(text: string): string | undefined {
  const start = text.slice(0, 1_000).trimStart().toLowerCase();
  if (/^<(?:!doctype html|html|head|table|meta|style|body|script|div)\b/.test(start)) {
    return 'a web page (HTML) under another name';
  }
  if (/^<(?:\?xml|workbook\b)/.test(start)) return 'an XML file';
  if (/^(?:\[\s*\{|\{\s*")/.test(start)) return 'a JSON file';
  return undefined;
}

/** True for a workbook that Excel wrapped into an OLE container because it has a password. */
export function isEncryptedOle(bytes: Buffer): boolean {
  return bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
}
