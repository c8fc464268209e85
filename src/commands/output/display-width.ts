import { stripVTControlCharacters } from 'node:util';

/** How many columns a terminal needs for `text`: Hangul and Han take two, colours take none. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) {
    width += graphemeWidth(segment);
  }
  return width;
}

/** `text` cut to at most `width` columns, with `…` where something was left out. */
export function truncateToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(text))) {
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return width < 1 ? '' : `${kept}…`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

// Wide and Fullwidth of Unicode's EastAsianWidth.txt, joined to blocks; unassigned code points
// between them are wide by that file's own rule for the CJK blocks.
const wide =
  /^[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18cff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;
const emoji = /^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}{2}|\p{Emoji}\ufe0f)/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]/u;

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  // Halfwidth Katakana: the voicing mark joins the letter, but has a column of its own.
  if (/^[\uff61-\uff9f]/.test(grapheme)) return grapheme.length;
  return wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1;
}
