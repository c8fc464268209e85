import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

/** How many columns a terminal needs for `text`: Hangul and Han take two, colours take none. */
export function displayWidth(text: string): number {
  // Most texts are plain, and the library looks at every character.
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/**
 * `text` cut to at most `width` columns, with `…` where something was left out. (cli-truncate lets
 * texts of wide characters become a column too long.)
 */
export function truncateToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) {
    used += displayWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** `text` with spaces behind it, as wide as that at least. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
