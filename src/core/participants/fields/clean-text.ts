import { accept, type FieldResult, refuse } from './field-result.js';

const plain = /^[ -~가-힣]*$/;
const lineBreaks =
  /[ \t]*(?:\r\n|[\n\v\f\r\u0085\u2028\u2029])(?:[ \t]|\r\n|[\n\v\f\r\u0085\u2028\u2029])*/g;
/** Direction overrides and characters without a width, which only serve to disguise text. */
const disguises =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/g;
/** Letters that look like nothing, used to leave a name blank. */
const blankLetters = /[\u115F\u1160\u2800\u3164\uFFA0]/g;
const controls = /[\u0000-\u0008\u000E-\u001F\u007F-\u009F]/;

/**
 * Text for one line: NFC, trimmed, every line break (with the blanks around it) and tab one space.
 * Disguising characters are dropped; control characters, lone surrogates and U+FFFD are refused.
 */
export function cleanLine(text: string): FieldResult<string> {
  if (plain.test(text)) return accept(text.trim());
  return clean(text, ' ');
}

/** Like `cleanLine`, but a line break stays, as `\n`. */
export function cleanParagraph(text: string): FieldResult<string> {
  if (plain.test(text)) return accept(text.trim());
  return clean(text, '\n');
}

function clean(text: string, lineBreak: string): FieldResult<string> {
  if (!text.isWellFormed() || text.includes('\uFFFD')) {
    return refuse('broken_characters', 'holds characters that an earlier conversion destroyed');
  }
  const cleaned = text
    .normalize('NFC')
    .replace(lineBreaks, lineBreak)
    .replaceAll('\t', ' ')
    .replace(disguises, '')
    .replace(blankLetters, ' ')
    .trim();
  if (controls.test(cleaned)) return refuse('control_characters', 'holds control characters');
  return accept(cleaned);
}
