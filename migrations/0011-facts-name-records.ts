import type { Knex } from 'knex';

/**
 * `attendance.recorded` names the records of a group of scans instead of repeating them; what a scan changed
 * stands in its record (docs/decisions/0023).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE attendance_records
      -- When it was recorded: whether the participant was not checked in before, and by how much the
      -- number of people inside changed.
      ADD COLUMN is_arrival boolean NOT NULL DEFAULT false,
      ADD COLUMN inside_delta smallint NOT NULL DEFAULT 0;
    UPDATE attendance_records r SET is_arrival = (scan->>'isArrival')::boolean,
      inside_delta = (scan->>'insideDelta')::smallint
    FROM domain_events e, jsonb_array_elements(e.data->'scans') AS s (scan)
    WHERE e.type = 'attendance.recorded' AND r.id = (scan->>'recordId')::uuid
      AND r."timestamp" = (scan->>'timestamp')::timestamptz;
    -- Whoever does not know them yet must not write records that nobody counts.
    ALTER TABLE attendance_records ALTER COLUMN is_arrival DROP DEFAULT,
      ALTER COLUMN inside_delta DROP DEFAULT;
    UPDATE domain_events e SET data = jsonb_strip_nulls((
      SELECT jsonb_build_object(
        'recordIds', coalesce(jsonb_agg(scan->'recordId' ORDER BY position), '[]'),
        'from', min(scan->>'timestamp'), 'until', max(scan->>'timestamp'))
      FROM jsonb_array_elements(e.data->'scans') WITH ORDINALITY AS s (scan, position)))
      || jsonb_build_object('conflicts', coalesce(data->'conflicts', '[]'))
    WHERE type = 'attendance.recorded';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    UPDATE domain_events e SET data = jsonb_build_object(
      'scans', coalesce((
        SELECT jsonb_agg(jsonb_build_object('recordId', r.id, 'participantId', r.participant_id,
            'gateId', r.gate_id, 'method', r.method, 'isArrival', r.is_arrival,
            'insideDelta', r.inside_delta, 'processingMs', r.processing_time_ms,
            'timestamp', to_char(r."timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          ORDER BY position)
        FROM jsonb_array_elements_text(e.data->'recordIds') WITH ORDINALITY AS named (id, position)
        JOIN attendance_records r ON r.id = named.id::uuid
          AND r."timestamp" BETWEEN (e.data->>'from')::timestamptz AND (e.data->>'until')::timestamptz),
        '[]'),
      'conflicts', data->'conflicts')
    WHERE type = 'attendance.recorded';
    ALTER TABLE attendance_records DROP COLUMN is_arrival, DROP COLUMN inside_delta;
  `);
}
