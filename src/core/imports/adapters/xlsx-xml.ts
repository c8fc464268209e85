/** The attributes of one XML element, by name without a namespace prefix. */
export type XmlAttributes = ReadonlyMap<string, string>;

/**
 * The attributes of every element with this local name. Meant for the small parts of a workbook
 * that list its sheets and files; a document type, which Excel never writes, yields nothing.
 */
export function findElements(xml: string, localName: string): XmlAttributes[] {
  if (xml.includes('<!DOCTYPE')) return [];
  const pattern = new RegExp(
    `<(?:[\\w.-]+:)?${localName}((?:\\s+[\\w.:-]+\\s*=\\s*(?:"[^"]*"|'[^']*'))*)\\s*/?>`,
    'g',
  );
  return Array.from(xml.matchAll(pattern), ([, attributes = '']) => readAttributes(attributes));
}

function readAttributes(text: string): XmlAttributes {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/(?:[\w.-]+:)?([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    found.set(match[1] ?? '', decodeEntities(match[2] ?? match[3] ?? ''));
  }
  return found;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** Resolves the five named entities of XML and numeric references. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#'))
      return Object.hasOwn(entities, name) ? (entities[name] ?? '') : whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
