import { stripVTControlCharacters } from 'node:util';

/**
 * `text` without what could act on a terminal or mislead its reader: ANSI and OSC sequences, C0
 * and C1 controls other than tab and newline, bidirectional overrides and isolates (UAX 9; they
 * can make a name read as another), line separators and lone surrogates.
 */
export function sanitizeText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return stripVTControlCharacters(text.replaceAll(stringSequence, ''))
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(dangerous, '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

/** The same on one line: a table cell or a message. */
export function sanitizeLine(text: string): string {
  return sanitizeText(text).replaceAll(/[\n\t]+/g, ' ');
}

/** A copy of `data` in which every text is clean; objects of classes (dates, buffers) are kept. */
export function sanitizeData(data: unknown): unknown {
  if (typeof data === 'string') return sanitizeText(data);
  if (Array.isArray(data)) return data.map(sanitizeData);
  if (!isPlainObject(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [sanitizeText(key), sanitizeData(value)]),
  );
}

// OSC, DCS, SOS, PM and APC run up to their terminator, and an unterminated one would swallow
// everything printed after it: such a rest is dropped.
const stringSequence =
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)?/g;
const dangerous = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function isPlainObject(data: unknown): data is Record<string, unknown> {
  if (typeof data !== 'object' || data === null) return false;
  const prototype = Object.getPrototypeOf(data);
  return prototype === Object.prototype || prototype === null;
}
