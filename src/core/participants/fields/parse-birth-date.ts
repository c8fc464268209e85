import { isRealDay, readCalendarDate } from './calendar-date.js';
import { type FieldInput, inputText, isErrorInput } from './field-input.js';
import { accept, type FieldResult, refuse } from './field-result.js';
import { spreadsheetError } from './spreadsheet-error.js';

const minimumAge = 13;
const firstYear = '1900';
const isoDay = /^(\d{4})-(\d\d)-(\d\d)$/;

/**
 * A date of birth as `YYYY-MM-DD`; nothing given is `null`. The person must be at least 13
 * (seed 001) on `today`, the present day (`YYYY-MM-DD`) where the event is.
 */
export function parseBirthDate(input: FieldInput, today: string): FieldResult<string | null> {
  if (input === '') return accept(null);
  if (isErrorInput(input)) return spreadsheetError;
  if (typeof input === 'string' && input.trim() === '') return accept(null);
  const date = plainDay(input) ?? readCalendarDate(input);
  if (date === undefined) {
    return refuse('not_a_date', 'not a date: write it as year-month-day, for example 1990-01-31');
  }
  if (date > today) return refuse('in_future', 'lies in the future');
  if (date < firstYear) return refuse('out_of_range', 'lies before 1900');
  if (date > yearsBefore(today, minimumAge)) return refuse('too_young', 'younger than 13');
  return accept(date);
}

function plainDay(input: FieldInput): string | undefined {
  const match = isoDay.exec(inputText(input));
  if (!match) return undefined;
  return isRealDay(Number(match[1]), Number(match[2]), Number(match[3])) ? match[0] : undefined;
}

function yearsBefore(day: string, years: number): string {
  return String(Number(day.slice(0, 4)) - years).padStart(4, '0') + day.slice(4);
}
