import { FormField, fieldTypes } from '../../core/participants/form-field.js';

export type FieldOption = { kind: 'field'; field: FormField } | { kind: 'refused'; reason: string };

/**
 * Reads a form field from `id[=label]:type[:choice|choice][:required]`, such as
 * `meal=Lunch:choice:Bibimbap|Salad:required` or `track:text`. The label is the id when left out. A
 * colon inside a choice needs the JSON form.
 */
export function parseFieldOption(text: string): FieldOption {
  const [head = '', type, ...rest] = text.split(':').map((part) => part.trim());
  if (type === undefined) return refused('write it as id:type, for example track:text');
  if (!isFieldType(type)) return refused(`the type is one of ${fieldTypes.join(', ')}`);
  const required = rest.at(-1) === 'required';
  const middle = required ? rest.slice(0, -1) : rest;
  if (middle.length > 1) return refused('has too many parts; use --form for what needs a colon');
  const { id, label } = splitHead(head);
  const choices = middle[0]?.split('|').map((choice) => choice.trim());
  const parsed = FormField.safeParse({
    id,
    label,
    type,
    required,
    ...(choices === undefined ? {} : { choices }),
  });
  if (parsed.success) return { kind: 'field', field: parsed.data };
  return refused(parsed.error.issues.map((issue) => issue.message).join('; '));
}

function splitHead(head: string): { id: string; label: string } {
  const equals = head.indexOf('=');
  if (equals === -1) return { id: head.normalize('NFC'), label: head };
  return {
    id: head.slice(0, equals).trim().normalize('NFC'),
    label: head.slice(equals + 1).trim(),
  };
}

function isFieldType(text: string): text is FormField['type'] {
  return (fieldTypes as readonly string[]).includes(text);
}

function refused(reason: string): FieldOption {
  return { kind: 'refused', reason };
}
