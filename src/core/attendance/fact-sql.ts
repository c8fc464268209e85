/**
 * SQL: the records that facts name, each as `r` with its `position` in its fact; `fact` is an alias of
 * `domain_events`. A record that is not found is missing from the rows: whoever reads them compares their
 * number with what `namedBy` says, and fails. (A statement that was planned while records moved into a
 * partition of their own does not see those.)
 *
 * The times, by which the partition is found, are unpacked once for each fact, and records looked up one at
 * a time: a join would be planned for more of them than there are, and read all.
 */
export function recordsOf(fact: string): string {
  return `CROSS JOIN LATERAL (
      SELECT ${fact}.data->'recordIds' AS ids, (${fact}.data->>'from')::timestamptz AS since,
        (${fact}.data->>'until')::timestamptz AS until OFFSET 0) AS span
    CROSS JOIN LATERAL jsonb_array_elements_text(span.ids) WITH ORDINALITY AS named (id, position)
    CROSS JOIN LATERAL (
      SELECT * FROM attendance_records
      WHERE id = named.id::uuid AND "timestamp" BETWEEN span.since AND span.until LIMIT 1) AS r`;
}

/** SQL: how many records a fact names; 0 for one of another kind. */
export function namedBy(fact: string): string {
  return `coalesce(jsonb_array_length(${fact}.data->'recordIds'), 0)`;
}
