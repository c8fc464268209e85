/** An opening tag as a mail program may read it; names in lower case, values decoded. */
export interface HtmlTag {
  name: string;
  attributes: readonly { name: string; value: string; isQuoted: boolean }[];
  line: number;
}

/**
 * The opening tags of HTML. Not a parser: it may see tags that browsers do not (in comments, in
 * scripts), so it is for finding what must not be there at all.
 */
export function scanTags(html: string): HtmlTag[] {
  let line = 1;
  let counted = 0;
  return Array.from(html.matchAll(tagPattern), (match) => {
    line += countLines(html.slice(counted, match.index));
    counted = match.index;
    const [, name = '', rest = ''] = match;
    return { name: name.toLowerCase(), attributes: readAttributes(rest), line };
  });
}

/** A tag ends at its first `>` outside of quotes, or where it is not closed at all. */
const tagPattern = /<([a-z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'<>])*)/gi;
const attributePattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;

function readAttributes(text: string): HtmlTag['attributes'] {
  return Array.from(text.matchAll(attributePattern), ([, name = '', double, single, bare]) => ({
    name: name.toLowerCase(),
    value: decodeEntities(double ?? single ?? bare ?? ''),
    isQuoted: bare === undefined,
  }));
}

const named: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
  ...{ colon: ':', tab: '\t', newline: '\n', nbsp: '\u00a0', sol: '/', lpar: '(' },
};

/** The numeric entities, and the named ones that can hide a protocol. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));?/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}
