import type { FormField } from '../form-field.js';
import { readCalendarDate } from './calendar-date.js';
import { cleanLine, cleanParagraph } from './clean-text.js';
import { type FieldInput, inputText, isErrorInput } from './field-input.js';
import { accept, type FieldResult, refuse } from './field-result.js';
import { spreadsheetError } from './spreadsheet-error.js';

export type CustomValue = string | number | boolean | null;

const longestAnswer = 4_000;
/** Shown on badges and in lists, so they stay on one line. */
const oneLineIds: ReadonlySet<string> = new Set(['department', 'position', 'company']);
const yes = /^(?:예|네|동의|참|o|y|yes|t|true|1|✓|✔|⭕)$/u;
const no = /^(?:아니오|아니요|미동의|거짓|x|n|no|f|false|0|✗|✘|❌)$/u;
const decimal = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?$/;

/**
 * An answer to a field of the registration form: text (cleaned, at most 4,000 characters), number,
 * one of the choices (as the form spells it), boolean (예/아니오, O/X, y/n, true/false, 1/0) or
 * `YYYY-MM-DD`. Nothing given is `null`, which a required field refuses.
 */
export function parseCustomField(field: FormField, input: FieldInput): FieldResult<CustomValue> {
  if (isErrorInput(input)) return spreadsheetError;
  if (typeof input !== 'string') return parseAnswer(field, input, inputText(input));
  const cleaned =
    field.type === 'text' && !oneLineIds.has(field.id) ? cleanParagraph(input) : cleanLine(input);
  if (!cleaned.ok) return cleaned;
  if (cleaned.value === '') {
    return field.required ? refuse('required', 'an answer is required') : accept(null);
  }
  return parseAnswer(field, cleaned.value, cleaned.value);
}

function parseAnswer(field: FormField, input: FieldInput, text: string): FieldResult<CustomValue> {
  switch (field.type) {
    case 'text':
      return text.length > longestAnswer
        ? refuse('too_long', 'longer than 4,000 characters')
        : accept(text);
    case 'number':
      return parseNumber(input, text);
    case 'boolean':
      return parseBoolean(input, text);
    case 'date':
      return parseDay(input);
    case 'choice':
      return parseChoice(field.choices ?? [], text);
  }
}

function parseNumber(input: FieldInput, text: string): FieldResult<number> {
  if (typeof input === 'number') return accept(input);
  const digits = text.normalize('NFKC');
  const value = Number(digits.replaceAll(',', ''));
  if (decimal.test(digits) && /\d/.test(digits) && Number.isFinite(value)) return accept(value);
  return refuse('not_a_number', 'not a number');
}

function parseBoolean(input: FieldInput, text: string): FieldResult<boolean> {
  if (typeof input === 'boolean') return accept(input);
  const word = text.normalize('NFKC').toLowerCase();
  if (yes.test(word)) return accept(true);
  if (no.test(word)) return accept(false);
  return refuse('not_a_boolean', 'neither yes nor no');
}

function parseDay(input: FieldInput): FieldResult<string> {
  const day = readCalendarDate(input);
  if (day !== undefined) return accept(day);
  return refuse('not_a_date', 'not a date: write it as year-month-day, for example 2026-12-01');
}

function parseChoice(choices: readonly string[], text: string): FieldResult<string> {
  if (choices.includes(text)) return accept(text);
  const wanted = comparable(text);
  const choice = choices.find((candidate) => comparable(candidate) === wanted);
  if (choice !== undefined) return accept(choice);
  return refuse('not_a_choice', 'not one of the choices of this field');
}

function comparable(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}
