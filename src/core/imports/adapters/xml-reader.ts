import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';
import { ReadFailed } from './read-failure.js';

export type XmlAttributes = Readonly<Record<string, string>>;

/** What happens while an XML part is read; names come without their namespace prefix. */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** UTF-16 units that may follow each other without a tag, so that none fills the memory. */
const longestToken = 4 * 1024 * 1024;

/**
 * Reads a part of a workbook from its bytes, strictly: whatever is not well-formed, or brings a
 * document type of its own, throws. Yields after each piece, so that the caller can hand on what its
 * handler has gathered.
 */
export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  handler: XmlHandler,
): AsyncGenerator<undefined> {
  const { write, close } = createParser(handler);
  const decoder = new StringDecoder('utf8');
  for await (const chunk of bytes) {
    write(decoder.write(chunk));
    yield undefined;
  }
  write(decoder.end());
  close();
  yield undefined;
}

/** The attributes, by their local names, of every element with this local name in a small part. */
export function findElements(xml: string, name: string): XmlAttributes[] {
  const found: XmlAttributes[] = [];
  const { write, close } = createParser({
    open(opened, attributes) {
      if (opened !== name) return;
      const named = Object.entries(attributes).map(([key, value]) => [localName(key), value]);
      found.push(Object.fromEntries(named));
    },
  });
  write(xml);
  close();
  return found;
}

function createParser(handler: XmlHandler) {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  let sinceTag = 0;
  parser.on('opentag', ({ name, attributes }) => {
    sinceTag = 0;
    handler.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    sinceTag = 0;
    handler.close?.(localName(name));
  });
  if (handler.text) parser.on('text', handler.text);
  if (handler.text) parser.on('cdata', handler.text);
  parser.on('doctype', () => {
    throw new ReadFailed({ kind: 'damaged', reason: 'a part has a document type' });
  });
  parser.on('error', (cause) => {
    const failed = new ReadFailed({ kind: 'damaged', reason: 'a part is not well-formed XML' });
    failed.cause = cause;
    throw failed;
  });
  return {
    write(text: string): void {
      sinceTag += text.length;
      parser.write(text);
      if (sinceTag <= longestToken) return;
      throw new ReadFailed({ kind: 'unpacks_too_large', reason: 'a single cell without an end' });
    },
    close: () => void parser.close(),
  };
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}
