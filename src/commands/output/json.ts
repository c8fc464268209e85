/** The one document of `--json`, indented for people who look at it. */
export function formatJson(data: unknown): string {
  return `${escapeUnseen(JSON.stringify(data, plainValue, 2) ?? 'null')}\n`;
}

/** One of many documents, on a line of its own. */
export function formatJsonLine(data: unknown): string {
  return `${escapeUnseen(JSON.stringify(data, plainValue) ?? 'null')}\n`;
}

/** JSON leaves DEL, C1 and bidi controls bare; escaped they say the same and paint no terminal. */
function escapeUnseen(json: string): string {
  return json.replaceAll(
    /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function plainValue(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
