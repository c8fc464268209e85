import { readCalendarDate } from '../participants/fields/calendar-date.js';
import { parsePhone } from '../participants/fields/parse-phone.js';

/**
 * True when a header is an e-mail address, a phone number or a date: then the file has none, and its
 * first row is a person. Addresses are known by their `@` alone, so mistyped ones are too.
 * @param region ISO 3166 code by which national phone numbers are read
 */
export function looksLikeData(headers: readonly string[], region: string): boolean {
  return headers.some((header) => {
    if (/\S@\S/.test(header) || readCalendarDate(header) !== undefined) return true;
    const phone = parsePhone(header, region);
    return phone.ok && phone.value !== null;
  });
}
