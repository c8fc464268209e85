/** What makes a spreadsheet program take text for a formula, also behind blanks or apostrophes. */
const startsFormula = /^[\s']*[=+\-@\t\r＝＋－＠]/;
const startsGuarded = /^'[\s']*[=+\-@\t\r＝＋－＠]/;
/** A sign and digits only: at worst a number, as in `-5` and `+82 10 1234 5678`, never a formula. */
const signedNumber = /^[+-]\d+(?: \d+)*(?:[.,]\d+)?$/;

/**
 * Text that spreadsheet programs show and never calculate: an apostrophe is put before text that
 * would start a formula (OWASP). `unguardText` undoes exactly this.
 */
export function guardText(text: string): string {
  return startsFormula.test(text) && !signedNumber.test(text) ? `'${text}` : text;
}

/** Takes off the apostrophe that `guardText` put on. Other apostrophes stay. */
export function unguardText(text: string): string {
  if (text.charCodeAt(0) !== 39 || !startsGuarded.test(text)) return text;
  const bare = text.slice(1);
  return signedNumber.test(bare) ? text : bare;
}
