import type { FieldInput } from './field-input.js';

const separated = /^(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\.?$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const korean = /^(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일$/;
const timeOfDay = /[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const daysPerMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const lastSerial = 2_958_465;
const serialEpoch = Date.UTC(1899, 11, 30);

/**
 * A day of the Gregorian calendar as `YYYY-MM-DD`, or `undefined` if it is none. Reads `1990-01-01`,
 * `1990.1.1`, `1990/01/01`, `19900101`, `1990년 1월 1일`, each also with a time of day after it,
 * date cells, and the serial numbers of date cells whose format was lost. The year comes first:
 * `1/2/1990` means different days in different countries.
 */
export function readCalendarDate(input: FieldInput): string | undefined {
  if (typeof input === 'number') return fromNumber(input);
  if (typeof input === 'boolean') return undefined;
  if (typeof input === 'object') return 'date' in input ? fromText(input.date) : undefined;
  return fromText(input);
}

function fromNumber(value: number): string | undefined {
  if (value >= 1 && value < lastSerial + 1) {
    return new Date(serialEpoch + Math.floor(value) * 86_400_000).toISOString().slice(0, 10);
  }
  return Number.isInteger(value) ? fromText(String(value)) : undefined;
}

function fromText(input: string): string | undefined {
  const text = input.normalize('NFKC').trim().replace(timeOfDay, '');
  const match = separated.exec(text) ?? compact.exec(text) ?? korean.exec(text);
  if (!match) return undefined;
  const [, year = '', month = '', day = ''] = match;
  if (!isRealDay(Number(year), Number(month), Number(day))) return undefined;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** True for days that exist, in years that a database and a spreadsheet both know. */
export function isRealDay(year: number, month: number, day: number): boolean {
  if (year < 1 || day < 1 || day > (daysPerMonth[month - 1] ?? 0)) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}
