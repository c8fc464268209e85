import { cleanLine } from './clean-text.js';
import { type FieldInput, inputText, isErrorInput } from './field-input.js';
import { accept, type FieldResult, refuse } from './field-result.js';
import { spreadsheetError } from './spreadsheet-error.js';

const shortest = 2;
const longest = 100;
/** Names that need no cleaning: already NFC, one code point and one visible character per unit. */
const letters = '가-힣A-Za-zÀ-ÖØ-öø-ɏẠ-ỹ一-鿿';
const plainName = new RegExp(`^[${letters}](?:[${letters}0-9.'’() -]{0,98}[${letters}0-9.)])$`);

/**
 * A participant's name: 2 visible characters to 100 code points after cleaning (seed 000, section 2).
 * A line break inside becomes one space.
 */
export function parseName(input: FieldInput): FieldResult<string> {
  if (typeof input === 'string' && plainName.test(input)) return accept(input);
  if (isErrorInput(input)) return spreadsheetError;
  const cleaned = cleanLine(inputText(input));
  if (!cleaned.ok) return cleaned;
  const name = cleaned.value;
  if (name === '') return refuse('required', 'a name is required');
  if (isShorterThan(name, shortest)) return refuse('too_short', 'shorter than 2 characters');
  if (isLongerThan(name, longest)) return refuse('too_long', 'longer than 100 characters');
  return accept(name);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Counts what a person sees, so that one letter under many accents is still one letter. */
function isShorterThan(text: string, characters: number): boolean {
  const segments = graphemes.segment(text)[Symbol.iterator]();
  for (let seen = 0; seen < characters; seen += 1) {
    if (segments.next().done) return true;
  }
  return false;
}

/** Counts code points, as the database column does. */
function isLongerThan(text: string, codePoints: number): boolean {
  if (text.length <= codePoints) return false;
  if (text.length > codePoints * 2) return true;
  return [...text].length > codePoints;
}
