import type { ZodType } from 'zod';

/** The words that a schema made with `z.enum` accepts; empty for any other schema. */
export function choicesOf(schema: ZodType | undefined): readonly string[] {
  if (schema === undefined || !('options' in schema) || !Array.isArray(schema.options)) return [];
  return schema.options.every((choice) => typeof choice === 'string') ? schema.options : [];
}
