import { createRequire } from 'node:module';
import type { CountryCode } from 'libphonenumber-js/max';
import { type FieldInput, inputText, isErrorInput } from './field-input.js';
import { accept, type FieldResult, refuse } from './field-result.js';
import { spreadsheetError } from './spreadsheet-error.js';

type PhoneLibrary = typeof import('libphonenumber-js/max');

/**
 * Korean mobile numbers as people write them and as spreadsheets leave them, without the leading zero: the
 * library needs 18 µs for one.
 */
const koreanMobile = /^(?:\+82[ -]?|0?)10[-. ]?(\d{4})[-. ]?(\d{4})$/;
/** The block that the library's metadata leaves out of 010. */
const unassigned = /^59[789]/;
const disguises = /[\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
const international = /^(?:\+|00)/;

/**
 * A phone number in E.164 (`+821012345678`); nothing given is `null`. A number without a country
 * code is read as one of `region` (ISO 3166 code). Understood as well: `00` for `+`, a leading zero
 * that a spreadsheet dropped, full-width digits, and `1.012345678E+09` as long as no digit is lost.
 */
export function parsePhone(input: FieldInput, region: string): FieldResult<string | null> {
  if (input === '') return accept(null);
  if (typeof input === 'string' || typeof input === 'number') {
    const mobile = parseKoreanMobile(String(input), region);
    if (mobile !== undefined) return mobile ? accept(mobile) : notANumber(String(input), region);
  }
  if (isErrorInput(input)) return spreadsheetError;
  const text = inputText(input).normalize('NFKC').replace(disguises, '').trim();
  if (text === '') return accept(null);
  const digits = undoNumberFormat(text.replace(/^tel:\s*/i, ''));
  if (digits === undefined) {
    return refuse(
      'not_a_phone_number',
      'the spreadsheet cut digits off: format the column as text',
    );
  }
  return parseWithLibrary(digits.replace(/^00(?=[1-9])/, '+'), region);
}

/**
 * The E.164 form of a Korean mobile number in a usual notation, `null` when its block is not in use, `undefined` for
 * everything else. Never differs from the library's verdict (a test compares all blocks).
 */
export function parseKoreanMobile(text: string, region: string): string | null | undefined {
  const match = koreanMobile.exec(text);
  if (!match || (text.charCodeAt(0) !== 43 && region !== 'KR')) return undefined;
  const [, block = '', line = ''] = match;
  return unassigned.test(block) ? null : `+8210${block}${line}`;
}

/** True when numbers can be read as numbers of this ISO 3166 country. */
export function isPhoneRegion(region: string): boolean {
  return phoneLibrary().isSupportedCountry(region);
}

function parseWithLibrary(text: string, region: string): FieldResult<string | null> {
  const number = phoneLibrary().parsePhoneNumberFromString(text, {
    defaultCountry: region as CountryCode,
    extract: false,
  });
  if (number?.isValid()) return accept(number.number);
  if (/\d{7}.*[/,;].*\d{7}/.test(text)) {
    return refuse('not_a_phone_number', 'holds more than one number: keep one');
  }
  return notANumber(text, region);
}

function notANumber(text: string, region: string): FieldResult<string | null> {
  const place = international.test(text) ? '' : ` in ${region}`;
  return refuse('not_a_phone_number', `not a phone number${place}`);
}

/** Digits of a number that went through a number format; `undefined` when some were rounded away. */
function undoNumberFormat(text: string): string | undefined {
  const match = /^(\d)(?:\.(\d+))?e\+?(\d{1,2})$/i.exec(text);
  if (!match) return text.replace(/^(\d+)\.0+$/, '$1');
  const [, first = '', decimals = '', exponent = ''] = match;
  return decimals.length === Number(exponent) ? first + decimals : undefined;
}

let loaded: PhoneLibrary | undefined;

/** Loaded on first need: 100 ms that a file of plain Korean numbers never pays. */
function phoneLibrary(): PhoneLibrary {
  loaded ??= createRequire(import.meta.url)('libphonenumber-js/max') as PhoneLibrary;
  return loaded;
}
