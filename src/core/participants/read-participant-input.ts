import { DateTime } from 'luxon';
import type { Event } from '../events/schema.js';
import { participantErrors } from './errors.js';
import type { FieldResult } from './fields/field-result.js';
import { parseBirthDate } from './fields/parse-birth-date.js';
import { parseCustomField } from './fields/parse-custom-field.js';
import { parseEmail } from './fields/parse-email.js';
import { parseName } from './fields/parse-name.js';
import { parsePhone } from './fields/parse-phone.js';
import { isFieldId } from './form-field.js';
import type { CustomResponse, ParticipantIdentity } from './schema.js';

/** What a person typed about a participant; `undefined` is "not mentioned". */
export interface ParticipantInput {
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  birthDate?: string | undefined;
  /** Answers by field id, as text; a field that the form does not have is kept as text. */
  fields: Readonly<Record<string, string>>;
}

interface ReadingRules {
  event: Pick<Event, 'formFields' | 'timezone'>;
  region: string;
  now: Date;
}

/**
 * A whole participant from what was typed: all of the rules of imports, name and e-mail required, the
 * form's required fields too. Throws PARTICIPANT_INVALID with every problem at once.
 */
export function readNewParticipant(
  input: ParticipantInput,
  rules: ReadingRules,
): ParticipantIdentity {
  const problems: string[] = [];
  const known = readGiven(
    { ...input, name: input.name ?? '', email: input.email ?? '' },
    rules,
    problems,
  );
  for (const field of rules.event.formFields) {
    if (field.required && input.fields[field.id] === undefined) {
      problems.push(`${field.id}: an answer is required`);
    }
  }
  if (problems.length > 0) throw participantErrors.invalid({ problems });
  return {
    name: known.name ?? '',
    email: known.email ?? '',
    phone: known.phone ?? null,
    birthDate: known.birthDate ?? null,
    customResponses: known.customResponses ?? {},
  };
}

/** Only what was typed, checked by the same rules. Throws PARTICIPANT_INVALID. */
export function readParticipantChanges(
  input: ParticipantInput,
  rules: ReadingRules,
): Partial<ParticipantIdentity> {
  const problems: string[] = [];
  const changes = readGiven(input, rules, problems);
  if (problems.length > 0) throw participantErrors.invalid({ problems });
  return changes;
}

function readGiven(
  input: ParticipantInput,
  { event, region, now }: ReadingRules,
  problems: string[],
): Partial<ParticipantIdentity> {
  const today = DateTime.fromJSDate(now, { zone: event.timezone }).toISODate() ?? '';
  function take<Value>(field: string, result: FieldResult<Value>): Value | undefined {
    if (result.ok) return result.value;
    problems.push(`${field}: ${result.message}`);
    return undefined;
  }
  const { name, email, phone, birthDate } = input;
  const read = {
    name: name === undefined ? undefined : take('name', parseName(name)),
    email: email === undefined ? undefined : take('email', parseEmail(email)),
    phone: phone === undefined ? undefined : take('phone', parsePhone(phone, region)),
    birthDate:
      birthDate === undefined ? undefined : take('birthDate', parseBirthDate(birthDate, today)),
    customResponses: readAnswers(input.fields, event, take),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

function readAnswers(
  answers: Readonly<Record<string, string>>,
  event: Pick<Event, 'formFields'>,
  take: <Value>(field: string, result: FieldResult<Value>) => Value | undefined,
): Record<string, CustomResponse> {
  const read: Record<string, CustomResponse> = {};
  for (const [id, text] of Object.entries(answers)) {
    const known = event.formFields.find((field) => field.id === id);
    if (!known && !isFieldId(id)) {
      take(id, { ok: false, code: 'not_a_choice', message: 'this cannot be the name of a field' });
      continue;
    }
    const field = known ?? { id, label: id, type: 'text' as const, required: false };
    const value = take(id, parseCustomField(field, text));
    if (value !== undefined) read[id] = value;
  }
  return read;
}
