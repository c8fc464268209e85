/** A piece of a text that stays on one line. */
export interface TextUnit {
  text: string;
  hasSpaceBefore: boolean;
}

/**
 * A text as the pieces between which a line may end: at spaces, behind a hyphen, and around Han characters
 * and kana except before closing and behind opening punctuation. Korean is broken at its spaces only, as
 * people expect of names.
 */
export function breakText(text: string): TextUnit[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word, index) =>
      piecesOf(word).map((piece, part) => ({
        text: piece,
        hasSpaceBefore: index > 0 && part === 0,
      })),
    );
}

/** The letters of a text, each with its marks. */
export function toGraphemes(text: string): TextUnit[] {
  const units: TextUnit[] = [];
  let hasSpaceBefore = false;
  for (const { segment } of segmenter.segment(text)) {
    if (segment !== ' ') units.push({ text: segment, hasSpaceBefore });
    hasSpaceBefore = segment === ' ';
  }
  return units;
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const canBreak = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}-]/u;
const freely = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;
const neverFirst =
  /^[、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…,.:;?!)\]}·-]$/u;
const neverLast = /^[‘“（〔［｛〈《「『【([{]$/u;

function piecesOf(word: string): string[] {
  if (!canBreak.test(word)) return [word];
  const pieces: string[] = [];
  let before = '';
  for (const character of word) {
    const mayBreak =
      before !== '' &&
      (before === '-' || freely.test(before) || freely.test(character)) &&
      !neverFirst.test(character) &&
      !neverLast.test(before) &&
      !/^\p{M}/u.test(character);
    if (mayBreak || pieces.length === 0) pieces.push(character);
    else pieces[pieces.length - 1] += character;
    before = character;
  }
  return pieces;
}
