import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';
import { ReadFailed } from './read-failure.js';

export type XmlAttributes = Readonly<Record<string, string | undefined>>;

/** What happens while an XML part is read; names come without their namespace prefix. */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Elements in the spelling of which the parts of a workbook have millions. They are told to the handler by a pattern
 * instead of tag by tag, in less than half of the time; the parser sees all others.
 */
export interface UsualElements {
  /** The name, without a prefix, of the element right behind which they are expected. */
  element: string;
  /** The names of what is around it, as written, from the root on. */
  parents: readonly string[];
  /**
   * Sticky. Matches only what the parser would neither refuse there nor change, and leaves elements of the same names
   * open as there were: so the parser need not see it.
   */
  pattern: RegExp;
  /** Tells the handler of a match what the parser would have told, but for attributes that nobody asks for. */
  tell(match: RegExpExecArray): void;
}

/** UTF-16 units that may follow each other without a tag, so that none fills the memory. */
const longestToken = 4 * 1024 * 1024;

/**
 * Reads a part of a workbook from its bytes, strictly: whatever is not well-formed, or brings a
 * document type of its own, throws. Yields after each piece, so that the caller can hand on what its
 * handler has gathered. `usual` elements are told to the same handler.
 */
export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  handler: XmlHandler,
  usual?: UsualElements,
): AsyncGenerator<undefined> {
  const { write, close } = createParser(handler, usual);
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

function createParser(handler: XmlHandler, usual?: UsualElements) {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({
    xmlns: false,
    position: false,
  });
  const opened: string[] = [];
  let given = 0;
  let sinceTag = 0;
  let mayBeUsual = false;
  parser.on('opentag', ({ name, attributes }) => {
    sinceTag = 0;
    opened.push(name);
    handler.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    sinceTag = 0;
    opened.pop();
    handler.close?.(localName(name));
    // At the end of what it was given the parser is between two elements, not in a comment or the like.
    mayBeUsual =
      name === usual?.element && parser.position === given && isSame(opened, usual.parents);
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

  function parse(text: string): void {
    given += text.length;
    sinceTag += text.length;
    parser.write(text);
    if (sinceTag <= longestToken) return;
    throw new ReadFailed({ kind: 'unpacks_too_large', reason: 'a single cell without an end' });
  }

  /** Tells of the usual elements, and gives the parser what is between them. */
  function parseBesideUsual({ element, pattern, tell }: UsualElements, text: string): void {
    const endTag = `</${element}>`;
    let at = 0;
    while (at < text.length) {
      pattern.lastIndex = at;
      const match = mayBeUsual ? pattern.exec(text) : null;
      if (match) {
        tell(match);
        at = pattern.lastIndex;
      } else {
        mayBeUsual = false;
        const end = text.indexOf(endTag, at);
        const next = end === -1 ? text.length : end + endTag.length;
        parse(text.slice(at, next));
        at = next;
      }
    }
  }

  return {
    write: (text: string) => (usual ? parseBesideUsual(usual, text) : parse(text)),
    close: () => void parser.close(),
  };
}

function isSame(path: readonly string[], expected: readonly string[]): boolean {
  return path.length === expected.length && expected.every((name, index) => path[index] === name);
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}
