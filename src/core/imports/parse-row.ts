import { type FieldInput, inputText, isErrorInput } from '../participants/fields/field-input.js';
import type { FieldIssue, FieldResult } from '../participants/fields/field-result.js';
import { parseBirthDate } from '../participants/fields/parse-birth-date.js';
import { type CustomValue, parseCustomField } from '../participants/fields/parse-custom-field.js';
import { parseEmail } from '../participants/fields/parse-email.js';
import { parseName } from '../participants/fields/parse-name.js';
import { parsePhone } from '../participants/fields/parse-phone.js';
import type { FormField } from '../participants/form-field.js';
import type { ColumnMapping, ColumnTarget } from './column-mapping.js';
import type { Cell, RawRow } from './raw-row.js';
import { issueValue, placeOf, type RowIssue } from './row-issue.js';

/**
 * A participant as a row describes it. What the file has no column for is `undefined` and leaves
 * a stored value alone; an empty cell is `null` and clears it. `customResponses` follows the same rule.
 */
export interface ParsedParticipant {
  name: string;
  email: string;
  phone?: string | null;
  birthDate?: string | null;
  customResponses: Record<string, CustomValue>;
}

export interface ValidRow {
  kind: 'valid';
  row: number;
  participant: ParsedParticipant;
}

/** A row with all of its problems. */
export interface RejectedRow {
  kind: 'rejected';
  row: number;
  issues: RowIssue[];
}

export type ParsedRow = ValidRow | RejectedRow;

export type RowParser = (raw: RawRow) => ParsedRow;

export interface RowRules {
  /** ISO 3166 code by which national phone numbers are read. */
  region: string;
  /** The present day where the event is, `YYYY-MM-DD`. */
  today: string;
}

/** Makes the function that turns the rows of one file into participants or into their problems. */
export function createRowParser(mapping: ColumnMapping, rules: RowRules): RowParser {
  const steps = mapping.columns.flatMap(({ index, target }) => stepsOf(target, index, rules));
  if (mapping.columns.some(({ target }) => target.kind === 'namePart')) {
    steps.unshift(nameStep(mapping));
  }
  const width = mapping.columns.length;

  return (raw) => {
    const { row, cells } = raw;
    const participant: ParsedParticipant = { name: '', email: '', customResponses: {} };
    const issues: RowIssue[] = [];
    for (const step of steps) {
      const cell = step.read(cells);
      const refusal = step.take(cell, participant);
      if (refusal) issues.push(issueOf(raw, step.field, refusal, cell));
    }
    if (cells.length > width) issues.push(surplusIssue(raw, cells.slice(width)));
    return issues.length > 0
      ? { kind: 'rejected', row, issues }
      : { kind: 'valid', row, participant };
  };
}

interface Step {
  field: string;
  read(cells: readonly Cell[]): FieldInput;
  /** Puts the value into the participant, or says why it cannot. */
  take(cell: FieldInput, participant: ParsedParticipant): FieldIssue | undefined;
}

function stepsOf(target: ColumnTarget, index: number, rules: RowRules): Step[] {
  const read = (cells: readonly Cell[]) => cells[index] ?? '';
  switch (target.kind) {
    case 'core':
      return [{ field: target.field, read, take: takeCore(target.field, rules) }];
    case 'form':
      return [{ field: target.field.id, read, take: takeCustom(target.field, true) }];
    case 'kept':
      return [{ field: target.id, read, take: takeCustom(keptField(target.id), target.named) }];
    case 'namePart':
    case 'dropped':
      return [];
  }
}

function takeCore(
  field: 'name' | 'email' | 'phone' | 'birthDate',
  { region, today }: RowRules,
): Step['take'] {
  switch (field) {
    case 'name':
      return (cell, participant) =>
        put(parseName(cell), (value) => {
          participant.name = value;
        });
    case 'email':
      return (cell, participant) =>
        put(parseEmail(cell), (value) => {
          participant.email = value;
        });
    case 'phone':
      return (cell, participant) =>
        put(parsePhone(cell, region), (value) => {
          participant.phone = value;
        });
    case 'birthDate':
      return (cell, participant) =>
        put(parseBirthDate(cell, today), (value) => {
          participant.birthDate = value;
        });
  }
}

function put<Value>(
  result: FieldResult<Value>,
  set: (value: Value) => void,
): FieldIssue | undefined {
  if (!result.ok) return result;
  set(result.value);
  return undefined;
}

/** Ids are safe as keys: neither a form nor a mapping lets a name of `Object.prototype` through. */
function takeCustom(field: FormField, keepsEmpty: boolean): Step['take'] {
  return (cell, participant) => {
    const result = parseCustomField(field, cell);
    if (!result.ok) return result;
    if (result.value !== null || keepsEmpty) participant.customResponses[field.id] = result.value;
    return undefined;
  };
}

function keptField(id: string): FormField {
  return { id, label: id, type: 'text', required: false };
}

function nameStep(mapping: ColumnMapping): Step {
  const indexOf = (part: 'given' | 'family') =>
    mapping.columns.find(({ target }) => target.kind === 'namePart' && target.part === part)?.index;
  const given = indexOf('given') ?? -1;
  const family = indexOf('family') ?? -1;
  return {
    field: 'name',
    read: (cells) => joinName(cells[given] ?? '', cells[family] ?? ''),
    take: (cell, participant) =>
      put(parseName(cell), (value) => {
        participant.name = value;
      }),
  };
}

/** 김 + 철수 is 김철수; Grace + Hopper is Grace Hopper. */
function joinName(given: Cell, family: Cell): FieldInput {
  if (isErrorInput(given)) return given;
  if (isErrorInput(family)) return family;
  const [first, last] = [inputText(given).trim(), inputText(family).trim()];
  if (first === '' || last === '') return first + last;
  return /^[\p{sc=Hang}\p{sc=Han}]+$/u.test(last + first) ? last + first : `${first} ${last}`;
}

function issueOf(raw: RawRow, field: string, refusal: FieldIssue, cell: FieldInput): RowIssue {
  const { code, message } = refusal;
  return { ...placeOf(raw), field, code, message, value: issueValue(inputText(cell)) };
}

function surplusIssue(raw: RawRow, cells: readonly Cell[]): RowIssue {
  return {
    ...placeOf(raw),
    field: 'row',
    code: 'surplus_cells',
    message: 'has values beyond the last column of the header',
    value: issueValue(cells.map(inputText).join(', ')),
  };
}
