/** Why a field was refused. Stable: printed, stored with imports and documented. */
export type FieldIssueCode =
  | 'required'
  | 'too_short'
  | 'too_long'
  | 'control_characters'
  | 'broken_characters'
  | 'spreadsheet_error'
  | 'not_an_address'
  | 'not_a_phone_number'
  | 'not_a_date'
  | 'in_future'
  | 'out_of_range'
  | 'too_young'
  | 'not_a_number'
  | 'not_a_boolean'
  | 'not_a_choice';

/** A refusal. `message` never holds the value: whoever prints it decides whether to show that. */
export interface FieldIssue {
  ok: false;
  code: FieldIssueCode;
  message: string;
}

export type FieldResult<Value> = { ok: true; value: Value } | FieldIssue;

export function accept<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

export function refuse(code: FieldIssueCode, message: string): FieldIssue {
  return { ok: false, code, message };
}
