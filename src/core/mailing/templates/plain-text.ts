/**
 * A text on one line as a mail can hold it anywhere, even in a header: without control characters,
 * without signs that turn the direction of everything after them, at most `longest` characters.
 */
export function oneLine(text: string, longest: number): string {
  return shorten(manyLines(text, Number.POSITIVE_INFINITY).replace(/\s+/gu, ' '), longest);
}

/** The same with its lines kept; all kinds of line ends become `\n`, and no two lines in a row are empty. */
export function manyLines(text: string, longest: number): string {
  const clean = text
    .toWellFormed()
    .replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(unwanted, '')
    // Piles of accents reach into the lines above and below; no language needs more than four.
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return shorten(clean, longest);
}

/** An absolute link of one of the protocols, encoded so that no sign in it needs an escape; else undefined. */
export function safeLink(link: string, protocols: readonly string[]): string | undefined {
  const trimmed = link.trim();
  if (!URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  if (!protocols.includes(url.protocol)) return undefined;
  return url.href.replace(/["'<>\\^`{|}]/g, (sign) => encodeURIComponent(sign).replace("'", '%27'));
}

/**
 * Control characters but line ends and tabs; marks, embeddings, overrides and isolates of direction
 * (UAX 9); signs without width that serve no script. Joiners stay: Persian and emoji need them.
 */
const unwanted = /[^\P{Cc}\t\n]|[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;

function shorten(text: string, longest: number): string {
  // A character as people see it is never shorter than one code unit.
  if (text.length <= longest) return text;
  const characters = [...new Intl.Segmenter().segment(text)];
  if (characters.length <= longest) return text;
  const kept = characters.slice(0, longest - 1).map(({ segment }) => segment);
  return `${kept.join('').trimEnd()}…`;
}
