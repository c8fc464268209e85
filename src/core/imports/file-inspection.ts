/** What was understood of a file before any of its rows was read. */
export type FileInspection = TextInspection | WorkbookInspection;

interface Inspected {
  name: string;
  /** Bytes. */
  size: number;
  /** SHA-256 of the file's bytes, in hex. */
  sha256: string;
}

export interface TextInspection extends Inspected {
  format: 'text';
  /** A name that iconv-lite knows: `utf-8`, `utf-16le`, `utf-16be`, `cp949`, or what was asked for. */
  encoding: string;
  /** True when the file starts with a byte order mark. */
  bom: boolean;
  delimiter: Delimiter;
  /** True when the first line is Excel's `sep=;`, which is not a row. */
  separatorLine: boolean;
}

export interface WorkbookInspection extends Inspected {
  format: 'xlsx';
  /** The name of the sheet that is read. */
  sheet: string;
  /** The names of all visible sheets, in order. */
  sheets: string[];
  parts: WorkbookParts;
}

/** Where in the package the reader finds what it needs. */
export interface WorkbookParts {
  worksheet: string;
  sharedStrings: string | undefined;
  styles: string | undefined;
  /** True for workbooks that count days from 1904. */
  date1904: boolean;
}

export const delimiters = [',', ';', '\t', '|'] as const;

export type Delimiter = (typeof delimiters)[number];

const delimiterNames: Record<Delimiter, string> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'vertical bar',
};

/** The facts a person wants to see: `['UTF-8 (BOM)', 'comma']` or `['.xlsx', 'sheet 참가자']`. */
export function describeInspection(inspection: FileInspection): string[] {
  if (inspection.format === 'xlsx') return ['.xlsx', `sheet ${inspection.sheet}`];
  const mark = inspection.bom ? ' (BOM)' : '';
  return [`${inspection.encoding.toUpperCase()}${mark}`, delimiterNames[inspection.delimiter]];
}
