import type { FormField } from '../participants/form-field.js';

/** What becomes of a column's values. */
export type ColumnTarget =
  | { kind: 'core'; field: 'name' | 'email' | 'phone' | 'birthDate' }
  /** Half of a name that the file keeps in two columns. */
  | { kind: 'namePart'; part: 'given' | 'family' }
  /** An answer to a question of the event's form, or of a well-known question. */
  | { kind: 'form'; field: FormField }
  /** A column that evm does not know, kept as a custom response. */
  | { kind: 'kept'; id: string; named: boolean }
  | { kind: 'dropped' };

export interface MappedColumn {
  /** Position in the row, from 0. */
  index: number;
  /** As the file has it. */
  header: string;
  target: ColumnTarget;
}

/** How the columns of one file are understood. */
export interface ColumnMapping {
  columns: MappedColumn[];
  /** Equal for equal mappings of equal headers; hashed into an import's identity. */
  hashInput: string;
}

/** The custom responses that every event has without asking for them. */
export const wellKnownFields: readonly FormField[] = [
  { id: 'department', label: 'Department', type: 'text', required: false },
  { id: 'position', label: 'Position', type: 'text', required: false },
  { id: 'company', label: 'Company', type: 'text', required: false },
];

/** The columns on one line: `이름 → name · 이메일 → email · 식사 → kept as custom responses`. */
export function describeMapping(mapping: ColumnMapping): string {
  const parts: string[] = [];
  const kept: string[] = [];
  const dropped: string[] = [];
  for (const { index, header, target } of mapping.columns) {
    const label = header.trim() || `column ${index + 1}`;
    if (target.kind === 'kept') kept.push(label);
    else if (target.kind === 'dropped') dropped.push(label);
    else parts.push(`${label} → ${targetName(target)}`);
  }
  if (kept.length > 0) parts.push(`${kept.join(', ')} → kept as custom responses`);
  if (dropped.length > 0) parts.push(`${dropped.join(', ')} → left out`);
  return parts.join(' · ');
}

/** What a target is called on the command line. */
export function targetName(target: ColumnTarget): string {
  switch (target.kind) {
    case 'core':
      return target.field;
    case 'namePart':
      return `name (${target.part})`;
    case 'form':
      return target.field.id;
    case 'kept':
      return target.id;
    case 'dropped':
      return '-';
  }
}
