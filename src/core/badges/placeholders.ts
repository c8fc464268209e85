/** What `{{…}}` may name, besides `field.<id>` for an answer to the event's form or a kept column. */
export const placeholderNames = [
  'name',
  'company',
  'number',
  'event',
  'date',
  'gate',
  'code',
  'copy',
] as const;

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The names in a text, in their order. */
export function placeholdersIn(text: string): string[] {
  return Array.from(text.matchAll(placeholder), ([, name = '']) => name);
}

/** The text with its values; what has none is left out. */
export function fillIn(text: string, fields: Readonly<Record<string, string>>): string {
  return text.replace(placeholder, (_, name: string) =>
    Object.hasOwn(fields, name) ? (fields[name] as string) : '',
  );
}
