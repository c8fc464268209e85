import { StringDecoder } from 'node:string_decoder';
import type { ReadLimits } from '../read-limits.js';
import { loadParseSax, type SaxEvent } from './exceljs-reader.js';
import { ReadFailed } from './read-failure.js';

/**
 * The strings that cells refer to by number, without their formatting. exceljs's own reading of
 * this part is left aside: it takes the reading aid of a Japanese name for the name, keeps an
 * object for every formatted string, and knows no limit.
 */
export async function readSharedStrings(
  bytes: AsyncIterable<Buffer>,
  limits: ReadLimits,
): Promise<string[]> {
  const { maxSharedStrings, maxSharedText } = limits.xlsx;
  const parseSax = await loadParseSax();
  const collector = createCollector(limits.maxCellLength);
  for await (const events of parseSax(decode(bytes))) {
    for (const event of events) collector.take(event);
    if (collector.strings.length > maxSharedStrings || collector.units() > maxSharedText) {
      throw new ReadFailed({ kind: 'unpacks_too_large', reason: 'too much text' });
    }
  }
  return collector.strings;
}

function createCollector(maxCellLength: number) {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  let aids = 0;
  let units = 0;
  return {
    strings,
    units: () => units,
    take({ eventType, value }: SaxEvent): void {
      if (eventType === 'text') {
        // One unit beyond the limit is enough for the row to be refused later.
        if (inText && aids === 0 && text.length <= maxCellLength) {
          text += (value as string).slice(0, maxCellLength + 1);
        }
        return;
      }
      const name = localName((value as { name: string }).name);
      const opens = eventType === 'opentag';
      if (name === 't') inText = opens;
      if (name === 'rPh') aids += opens ? 1 : -1;
      if (name !== 'si') return;
      if (opens) {
        text = '';
        return;
      }
      strings.push(text);
      units += text.length;
    },
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

async function* decode(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  for await (const chunk of bytes) yield decoder.write(chunk);
}
