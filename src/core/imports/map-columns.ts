import { inputText } from '../participants/fields/field-input.js';
import { type FormField, isFieldId } from '../participants/form-field.js';
import { aliasRank, headerKey, type KnownColumn } from './column-aliases.js';
import { columnId } from './column-id.js';
import { type ColumnMapping, type ColumnTarget, wellKnownFields } from './column-mapping.js';
import { importErrors } from './errors.js';
import { looksLikeData } from './looks-like-data.js';
import type { Cell } from './raw-row.js';

export interface MapOptions {
  /** `Header=field`, as given with --map; `Header=-` leaves a column out. */
  map: readonly string[];
  /** What happens to columns that evm does not know. */
  extra: 'keep' | 'drop' | 'fail';
  formFields: readonly FormField[];
  /** ISO 3166 code by which a phone number among the headers is known. */
  region: string;
}

const coreFields = ['name', 'email', 'phone', 'birthDate'] as const;

/**
 * Decides what each column of a file is: what --map says, then the core fields by their aliases,
 * then the event's form fields by id or label, then department, position and company, then `extra`.
 * Where two headers fit, the better alias wins, else the one further left; the other is an unknown
 * column. Columns are known by position, so no header can collide with anything.
 * Errors: IMPORT_NO_HEADER, IMPORT_MISSING_COLUMN, IMPORT_UNKNOWN_COLUMNS, IMPORT_BAD_OPTION.
 */
export function mapColumns(header: readonly Cell[], options: MapOptions): ColumnMapping {
  const headers = header.map(inputText);
  const targets = new Map<number, ColumnTarget>();
  claimAsTold(headers, targets, options);
  claimOwnColumns(headers, targets);
  for (const field of coreFields) claimBest(headers, targets, field, { kind: 'core', field });
  claimNameParts(headers, targets);
  for (const field of options.formFields) claimFormField(headers, targets, field);
  for (const field of wellKnownFields) claimWellKnown(headers, targets, field, options.formFields);
  requireColumns(headers, targets, options);
  claimRest(headers, targets, options);
  return finishMapping(headers, targets);
}

type Targets = Map<number, ColumnTarget>;

function claimAsTold(headers: readonly string[], targets: Targets, options: MapOptions): void {
  for (const entry of options.map) {
    const cut = entry.lastIndexOf('=');
    const [wanted, field] = [entry.slice(0, cut).trim(), entry.slice(cut + 1).trim()];
    if (cut < 1 || field === '') {
      throw importErrors.badOption({ option: '--map', reason: 'write it as "Header=field"' });
    }
    const target = readTarget(field, options.formFields);
    const index = findHeader(headers, wanted);
    if (index === -1) {
      requireHeader(headers, options);
      const reason = `the file has no column ${wanted}; it has ${headers.join(', ')}`;
      throw importErrors.badOption({ option: '--map', reason });
    }
    const taken = targets.has(index) || (target.kind !== 'dropped' && isTaken(targets, target));
    if (taken) throw importErrors.badOption({ option: '--map', reason: `${entry} comes twice` });
    targets.set(index, target);
  }
}

function readTarget(field: string, formFields: readonly FormField[]): ColumnTarget {
  if (field === '-') return { kind: 'dropped' };
  const core = coreFields.find((name) => headerKey(name) === headerKey(field));
  if (core) return { kind: 'core', field: core };
  const known = [...formFields, ...wellKnownFields].find((candidate) => fits(candidate, field));
  if (known) return { kind: 'form', field: known };
  if (isFieldId(field)) return { kind: 'kept', id: field, named: true };
  const reason = `${field} is neither a field of the event nor fit to be the id of a custom response`;
  throw importErrors.badOption({ option: '--map', reason });
}

function findHeader(headers: readonly string[], wanted: string): number {
  const exact = headers.findIndex((header) => header.trim() === wanted);
  return exact === -1
    ? headers.findIndex((header) => headerKey(header) === headerKey(wanted))
    : exact;
}

function isTaken(targets: Targets, target: ColumnTarget): boolean {
  const name = JSON.stringify(target);
  return [...targets.values()].some((other) => JSON.stringify(other) === name);
}

/** The columns that evm adds to reports and exports say nothing when they come back. */
function claimOwnColumns(headers: readonly string[], targets: Targets): void {
  for (const [index, header] of headers.entries()) {
    if (ownHeaders.test(header.trim()) && !targets.has(index)) {
      targets.set(index, { kind: 'dropped' });
    }
  }
}

/** `evm_error` of reports; `evm_number`, `evm_status` and the like of exports. */
const ownHeaders = /^evm_[a-z_]+$/;

function claimBest(
  headers: readonly string[],
  targets: Targets,
  known: KnownColumn,
  target: ColumnTarget,
): void {
  if (isTaken(targets, target)) return;
  const index = bestColumn(headers, targets, known);
  if (index !== undefined) targets.set(index, target);
}

function bestColumn(
  headers: readonly string[],
  targets: Targets,
  known: KnownColumn,
): number | undefined {
  let best: { index: number; rank: number } | undefined;
  for (const [index, header] of headers.entries()) {
    const rank = targets.has(index) ? undefined : aliasRank(known, header);
    if (rank !== undefined && rank < (best?.rank ?? Number.POSITIVE_INFINITY))
      best = { index, rank };
  }
  return best?.index;
}

/** First and last name in two columns; also Korean 성 beside 이름, which is then the given name. */
function claimNameParts(headers: readonly string[], targets: Targets): void {
  const whole = [...targets].find(
    ([, target]) => target.kind === 'core' && target.field === 'name',
  )?.[0];
  const family = bestColumn(headers, targets, 'familyName');
  if (whole !== undefined) {
    const isGiven = headerKey(headers[whole] ?? '') === '이름';
    if (!isGiven || family === undefined || headerKey(headers[family] ?? '') !== '성') return;
    targets.set(whole, { kind: 'namePart', part: 'given' });
    targets.set(family, { kind: 'namePart', part: 'family' });
    return;
  }
  const given = bestColumn(headers, targets, 'givenName');
  if (given === undefined) return;
  targets.set(given, { kind: 'namePart', part: 'given' });
  if (family !== undefined) targets.set(family, { kind: 'namePart', part: 'family' });
}

function claimFormField(headers: readonly string[], targets: Targets, field: FormField): void {
  const target: ColumnTarget = { kind: 'form', field };
  if (isTaken(targets, target)) return;
  const index = headers.findIndex((header, at) => !targets.has(at) && fits(field, header));
  if (index !== -1) targets.set(index, target);
}

function claimWellKnown(
  headers: readonly string[],
  targets: Targets,
  wellKnown: FormField,
  formFields: readonly FormField[],
): void {
  const field = formFields.find(({ id }) => id === wellKnown.id) ?? wellKnown;
  claimBest(headers, targets, wellKnown.id as KnownColumn, { kind: 'form', field });
}

function fits(field: FormField, header: string): boolean {
  const key = headerKey(header);
  return key !== '' && (key === headerKey(field.id) || key === headerKey(field.label));
}

function requireColumns(headers: readonly string[], targets: Targets, options: MapOptions): void {
  const found = [...targets.values()];
  const missing: string[] = [];
  const hasName = found.some(
    (target) => target.kind === 'namePart' || (target.kind === 'core' && target.field === 'name'),
  );
  if (!hasName) missing.push('name');
  if (!isTaken(targets, { kind: 'core', field: 'email' })) missing.push('email');
  for (const field of options.formFields) {
    if (field.required && !isTaken(targets, { kind: 'form', field })) missing.push(field.id);
  }
  if (missing.length === 0) return;
  requireHeader(headers, options);
  throw importErrors.missingColumn({ columns: missing, headers });
}

/** Stands before every error that quotes headers: without a header it would print people's data. */
function requireHeader(headers: readonly string[], { formFields, region }: MapOptions): void {
  if (!looksLikeData(headers, region)) return;
  const required = formFields.flatMap(({ id, required }) => (required ? [id] : []));
  throw importErrors.noHeader({ columns: ['name', 'email', ...required] });
}

function claimRest(headers: readonly string[], targets: Targets, options: MapOptions): void {
  const { extra } = options;
  const rest = headers.flatMap((_, index) => (targets.has(index) ? [] : [index]));
  const named = rest.filter((index) => headers[index]?.trim() !== '');
  if (extra === 'fail' && named.length > 0) {
    requireHeader(headers, options);
    const unknown = named.map((index) => headers[index] ?? '');
    throw importErrors.unknownColumns({ headers: unknown });
  }
  const ids = new Set<string>();
  for (const target of targets.values()) {
    if (target.kind === 'form') ids.add(target.field.id);
    if (target.kind === 'kept') ids.add(target.id);
  }
  for (const index of rest) {
    if (extra !== 'keep') {
      targets.set(index, { kind: 'dropped' });
      continue;
    }
    const id = columnId(headers[index] ?? '', index, ids);
    ids.add(id);
    targets.set(index, { kind: 'kept', id, named: named.includes(index) });
  }
}

function finishMapping(headers: readonly string[], targets: Targets): ColumnMapping {
  const columns = headers.map((header, index) => ({
    index,
    header,
    target: targets.get(index) ?? ({ kind: 'dropped' } as const),
  }));
  return {
    columns,
    hashInput: JSON.stringify([1, columns.map(({ header, target }) => [header, target])]),
  };
}
