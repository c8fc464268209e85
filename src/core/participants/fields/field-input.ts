/** A spreadsheet's date cell: wall-clock time without a zone, `YYYY-MM-DD` or `YYYY-MM-DD HH:mm:ss`. */
export interface DateInput {
  date: string;
}

/** A spreadsheet cell that shows an error such as `#N/A`. */
export interface ErrorInput {
  error: string;
}

/** What a field rule is given: typed text, or what a spreadsheet cell really holds. */
export type FieldInput = string | number | boolean | DateInput | ErrorInput;

/** The input as a person sees it in the file. */
export function inputText(input: FieldInput): string {
  if (typeof input === 'string') return input;
  if (typeof input === 'number') return numberText(input);
  if (typeof input === 'boolean') return input ? 'TRUE' : 'FALSE';
  return 'date' in input ? input.date : input.error;
}

export function isErrorInput(input: FieldInput): input is ErrorInput {
  return typeof input === 'object' && 'error' in input;
}

/** Digits without an exponent, because long numbers in spreadsheets are identifiers, not quantities. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) >= 1e21) return BigInt(value).toString();
  return String(value);
}
