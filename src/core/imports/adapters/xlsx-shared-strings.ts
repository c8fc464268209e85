import type { ReadLimits } from '../read-limits.js';
import { ReadFailed } from './read-failure.js';
import { createTextTable, type TextTable } from './text-table.js';
import { usualStrings } from './usual-elements.js';
import { createTextCollector } from './xlsx-text.js';
import { readXml, type XmlHandler } from './xml-reader.js';

/** The strings that cells refer to by number, without their formatting. */
export async function readSharedStrings(
  bytes: AsyncIterable<Buffer>,
  limits: ReadLimits,
): Promise<TextTable> {
  const { maxSharedStrings, maxSharedText } = limits.xlsx;
  const collector = createTextCollector(limits.maxCellLength);
  const strings = createTextTable();
  let units = 0;
  const handler: Required<XmlHandler> = {
    open(name) {
      if (name === 'si') collector.clear();
      else collector.open(name);
    },
    text: collector.text,
    close(name) {
      if (name !== 'si') return collector.close(name);
      const text = collector.taken();
      strings.add(text);
      units += text.length;
    },
  };
  for await (const _ of readXml(bytes, handler, usualStrings(handler))) {
    if (strings.length > maxSharedStrings || units > maxSharedText) {
      throw new ReadFailed({ kind: 'unpacks_too_large', reason: 'too much text' });
    }
  }
  return strings;
}
