/**
 * A text of several lines without what no calendar can hold: other control characters and halves of
 * characters. All kinds of line ends become `\n`.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n|[\r\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .trim();
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s*[\n\t]\s*/g, ' ');
}

/** A TEXT value (RFC 5545, 3.3.11), for the properties that ical-generator writes out as they are. */
export function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');
}

/**
 * A name as a quoted parameter can hold it: there is no escape for `"`, the backslash means itself but
 * ical-generator doubles it, and `^` begins the escapes of RFC 6868, which not every reader knows.
 */
export function cleanParameter(text: string): string {
  return cleanLine(text)
    .replace(/["\\^]/g, '')
    .trim();
}

/** An address that needs no escape in `mailto:`; rare ones that do are not worth a broken file. */
export function isPlainAddress(address: string): boolean {
  return /^[^\s"\\,;:<>()[\]%?&#@\p{Cc}]+@[^\s"\\,;:<>()[\]%?&#@\p{Cc}]+$/u.test(address);
}

/**
 * A link as a URI value holds it: absolute, http or https, without line ends; undefined for anything
 * else. Commas and semicolons are percent-encoded because ical-generator escapes them as in a text, which
 * no reader undoes in a URI.
 */
export function cleanLink(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  return url.href.replace(/[,;\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
