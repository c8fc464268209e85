const quote = 34;
const backslash = 92;
const colon = 58;

/**
 * How many names a JSON text gives to values: outside of strings, each has one colon. A parser keeps the
 * last value of a name that is there twice, so a text with more names than its value holds says something
 * that one reader sees and another does not.
 * @param text that a parser has accepted
 */
export function countJsonNames(text: string): number {
  let count = 0;
  let isInside = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) isInside = !isInside;
    else if (isInside) {
      if (unit === backslash) at++;
    } else if (unit === colon) count++;
  }
  return count;
}

/** How many names a parsed value holds, in all its depths. */
export function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = Array.isArray(value) ? 0 : Object.keys(value).length;
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object') count += countNames(inner);
  }
  return count;
}
