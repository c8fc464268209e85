/** The table and columns that a COPY fills, in the order of the values of each row. */
export interface CopyTarget {
  table: string;
  columns: readonly string[];
}

export type CopyValue = string | number | boolean | Buffer | Date | null;

/** `COPY "table" ("a", "b") FROM <source>`; names come from code, never from input. */
export function copyStatement(target: CopyTarget, source: 'STDIN' | "'/dev/blob'"): string {
  const columns = target.columns.map((column) => `"${column}"`).join(', ');
  return `COPY "${target.table}" (${columns}) FROM ${source}`;
}

/**
 * Rows in PostgreSQL's text format for COPY, in pieces of about 1 MB so that memory stays flat.
 * Source of the escapes: PostgreSQL manual, COPY, "Text Format".
 */
export function* encodeCopyText(
  rows: Iterable<readonly CopyValue[]>,
  counted: { rows: number },
): Generator<string> {
  let text = '';
  for (const row of rows) {
    let line = encodeValue(row[0] ?? null);
    for (let index = 1; index < row.length; index++) line += `\t${encodeValue(row[index] ?? null)}`;
    text += `${line}\n`;
    counted.rows += 1;
    if (text.length > 1_000_000) {
      yield text;
      text = '';
    }
  }
  if (text.length > 0) yield text;
}

function encodeValue(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return needsEscape.test(value) ? escapeText(value) : value;
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return String(value);
}

const needsEscape = /[\\\b\f\n\r\t\v]/;
const escapes: Record<string, string> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escapeText(text: string): string {
  return text.replace(/[\\\b\f\n\r\t\v]/g, (character) => escapes[character] as string);
}
