import type { Readable } from 'node:stream';
import type { Row } from 'exceljs';

/** What evm uses of exceljs 4.4's streaming reader beyond its published types. */
export interface WorkbookReader {
  workbookRels: unknown[];
  model: { sheets: unknown[] };
  properties: { model: { date1904: boolean } };
  sharedStrings: string[];
  styles: { index: { numFmt: Record<number, string> } };
  _parseStyles(stream: Readable): Promise<void>;
  _parseWorksheet(text: AsyncIterable<string>, number: string): Iterable<{ value: SheetReader }>;
}

export interface SheetReader {
  parse(): AsyncIterable<{ eventType: string; value: Row }[]>;
}

/** One thing that happened while XML was read. */
export interface SaxEvent {
  eventType: 'opentag' | 'text' | 'closetag';
  value: unknown;
}

export type ParseSax = (text: AsyncIterable<string>) => AsyncIterable<SaxEvent[]>;

/** A reader without input of its own: the parts of the workbook are handed to it one by one. */
export async function createWorkbookReader(): Promise<WorkbookReader> {
  const { default: exceljs } = await import('exceljs');
  const reader = new exceljs.stream.xlsx.WorkbookReader('', {
    worksheets: 'emit',
    sharedStrings: 'cache',
    hyperlinks: 'ignore',
    styles: 'cache',
    entries: 'ignore',
  });
  return reader as unknown as WorkbookReader;
}

/** exceljs's XML tokenizer. */
export async function loadParseSax(): Promise<ParseSax> {
  // @ts-expect-error: an inner module of exceljs 4.4, which has no types
  const { default: parseSax } = await import('exceljs/lib/utils/parse-sax.js');
  return parseSax as ParseSax;
}
