import { ScanMethod } from '../schema.js';

/** SQL: the hour of a local time, 0 to 23. */
export function hourOf(local: string): string {
  return `extract(hour FROM ${local})::int`;
}

/** SQL: how many of each method the rows of a group are; methods without any are left out. */
export function methodsOf(weight: string): string {
  return objectOf((method) => `sum(${weight}) FILTER (WHERE method = '${method}')`);
}

/** SQL: the sum of the method breakdowns of two rows. */
export function addedMethods(one: string, other: string): string {
  const count = (row: string, method: string) =>
    `coalesce((${row}.method_breakdown->>'${method}')::int, 0)`;
  return objectOf((method) => `${count(one, method)} + ${count(other, method)}`);
}

function objectOf(countOf: (method: ScanMethod) => string): string {
  const pairs = ScanMethod.options.map((method) => `'${method}', nullif(${countOf(method)}, 0)`);
  return `jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')}))`;
}
