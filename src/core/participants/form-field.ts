import { z } from 'zod';

export const fieldTypes = ['text', 'number', 'choice', 'boolean', 'date'] as const;

/** Ids that mean something else: the core fields, and what JavaScript objects inherit. */
const reservedIds: ReadonlySet<string> = new Set([
  'name',
  'email',
  'phone',
  'birthdate',
  'constructor',
  'prototype',
]);

/** The longest id of a custom field, in code points. */
export const longestFieldId = 64;

/** Letters and digits of any script in lower case, with single `-` or `_` between them. */
const idPattern = /^[\p{Ll}\p{Lo}\p{Lm}\p{N}][\p{M}]*(?:[-_]?[\p{Ll}\p{Lo}\p{Lm}\p{N}][\p{M}]*)*$/u;

/** True when the text can be the id of a custom field or of a kept column. */
export function isFieldId(text: string): boolean {
  if (text.length > longestFieldId * 2 || [...text].length > longestFieldId) return false;
  return idPattern.test(text) && !reservedIds.has(text) && text === text.normalize('NFC');
}

const choices = z
  .array(z.string().trim().min(1).max(200))
  .min(1)
  .max(500)
  .refine((list) => new Set(list).size === list.length, 'a choice is listed twice');

/** One question of an event's registration form; answers are stored under its id. */
export const FormField = z
  .strictObject({
    id: z
      .string()
      .refine(
        isFieldId,
        'an id is lower-case letters, digits, - and _, at most 64, and not reserved',
      ),
    label: z.string().trim().min(1).max(200),
    type: z.enum(fieldTypes),
    required: z.boolean().default(false),
    choices: choices.optional(),
  })
  .refine((field) => (field.type === 'choice') === (field.choices !== undefined), {
    message: 'choices belong to a field of type choice, which needs them',
    path: ['choices'],
  });

export type FormField = z.infer<typeof FormField>;

/** A registration form: fields with different ids. */
export const FormFields = z
  .array(FormField)
  .max(200)
  .refine(
    (fields) => new Set(fields.map((field) => field.id)).size === fields.length,
    'two fields have the same id',
  );
