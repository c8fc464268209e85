import type { Knex } from 'knex';

/**
 * The check-in of a participant in a narrow row of its own, with the passages that it came from; the history
 * as a view over records and what was undone; facts of attendance for a group of scans.
 *
 * At the doors each participant's row was written anew, a wide one on a page of its own, and beside it
 * three rows that said the same once more (docs/decisions/0022).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(checkins);
  await knex.raw(history);
  await knex.raw(facts);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(singleFacts);
  await knex.raw(storedHistory);
  await knex.raw(participantColumns);
}

const checkins = `
    CREATE FUNCTION attendance_apart(gate_ids uuid[], times bigint[]) RETURNS boolean
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(bool_and(apart >= 300000), true) FROM (
          SELECT at - lag(at) OVER (PARTITION BY gate ORDER BY at) AS apart
          FROM unnest(gate_ids, times) AS p (gate, at)) AS passages
      $$;

    -- Of whoever was scanned, or whose ticket was taken away; nobody else needs one. No foreign key, as in
    -- all that a scan writes.
    CREATE TABLE checkins (
      participant_id uuid PRIMARY KEY,
      status text NOT NULL DEFAULT 'not_checked_in'
        CHECK (status IN ('not_checked_in', 'checked_in', 'no_show')),
      inside boolean NOT NULL DEFAULT false,
      -- Rises with each change of the check-in: devices compare it (seed 004).
      version integer NOT NULL DEFAULT 0,
      -- Rises when the registration is cancelled or another copy of the ticket is issued: whoever has
      -- decided about a scan meanwhile decides anew.
      revocations integer NOT NULL DEFAULT 0,
      -- The first of the scans that stand.
      checked_in_at timestamptz,
      checked_in_by uuid,
      checked_in_device text,
      -- Which gates were passed, and when, in milliseconds: never one twice within five minutes (seed
      -- 002). The version decides; this forbids the double whatever the code does.
      gate_ids uuid[] NOT NULL DEFAULT '{}',
      times bigint[] NOT NULL DEFAULT '{}',
      updated_at timestamptz NOT NULL DEFAULT now(),
      CHECK (cardinality(gate_ids) = cardinality(times)),
      CONSTRAINT attendance_passages_apart
        CHECK (cardinality(times) < 2 OR attendance_apart(gate_ids, times))
      -- Room for the next scans of the same person.
    ) WITH (fillfactor = 75);
    INSERT INTO checkins
    SELECT p.id, p.checkin_status, p.inside, p.checkin_version, 0, p.checked_in_at, p.checked_in_by,
      p.checked_in_device, coalesce(a.gate_ids, '{}'), coalesce(a.times, '{}'), p.updated_at
    FROM participants p LEFT JOIN LATERAL (
      SELECT array_agg(gate_id) AS gate_ids, array_agg(at) AS times
      FROM attendance_passages, unnest(attendance_passages.times) AS at
      WHERE participant_id = p.id) a ON true
    WHERE p.checkin_version > 0 OR p.checkin_status <> 'not_checked_in';
    DROP TABLE attendance_passages;
    DROP FUNCTION attendance_apart(bigint[]);
    ALTER TABLE participants DROP COLUMN checkin_status, DROP COLUMN checked_in_at,
      DROP COLUMN checked_in_by, DROP COLUMN checked_in_device, DROP COLUMN inside,
      DROP COLUMN checkin_version;
    -- Nothing writes them at the doors any more.
    ALTER TABLE participants RESET (fillfactor);
`;

const history = `
    ALTER TABLE attendance_records
      ADD COLUMN version integer NOT NULL DEFAULT 0,
      ADD COLUMN conflict_resolved boolean NOT NULL DEFAULT false;
    UPDATE attendance_records r SET version = l.version, conflict_resolved = l.conflict_resolved
    FROM checkin_logs l
    WHERE l.participant_id = r.participant_id AND l.scan_id = r.scan_id AND l.action = 'check_in';
    ALTER TABLE attendance_records ALTER COLUMN version DROP DEFAULT;

    CREATE TABLE checkin_undos (
      id uuid NOT NULL,
      event_id uuid NOT NULL,
      participant_id uuid NOT NULL,
      scan_id text NOT NULL,
      local_timestamp timestamptz NOT NULL,
      server_timestamp timestamptz NOT NULL DEFAULT clock_timestamp(),
      version integer NOT NULL,
      conflict_resolved boolean NOT NULL,
      PRIMARY KEY (participant_id, version)
    );
    INSERT INTO checkin_undos
    SELECT id, event_id, participant_id, scan_id, local_timestamp, server_timestamp, version,
      conflict_resolved
    FROM checkin_logs WHERE action = 'undo_check_in';
    DROP TABLE checkin_logs;

    CREATE VIEW checkin_logs AS
      SELECT id, event_id, participant_id, 'check_in' AS action, scan_id, device_info AS device,
        location, "timestamp" AS local_timestamp, created_at AS server_timestamp, version,
        conflict_resolved
      FROM attendance_records
      UNION ALL
      SELECT id, event_id, participant_id, 'undo_check_in', scan_id, NULL, NULL, local_timestamp,
        server_timestamp, version, conflict_resolved
      FROM checkin_undos;
`;

const facts = `
    UPDATE domain_events SET data = jsonb_build_object('scans',
      jsonb_build_array(data || jsonb_build_object('participantId', subject_id)))
    WHERE type IN ('attendance.recorded', 'attendance.annulled');
    -- About how many scans: that tells how long it takes.
    ALTER TABLE attendance_work ADD COLUMN scans integer NOT NULL DEFAULT 1;
    UPDATE attendance_work SET scans = cardinality(domain_event_ids);
`;

const singleFacts = `
    ALTER TABLE attendance_work DROP COLUMN scans;
    -- A fact of a group becomes one for each of its scans; the first keeps the id.
    CREATE TEMPORARY TABLE single_facts ON COMMIT DROP AS
      SELECT e.id AS group_id, CASE position WHEN 1 THEN e.id ELSE gen_random_uuid() END AS id, e.type,
        e.event_id, (scan->>'participantId')::uuid AS subject_id, scan - 'participantId' AS data,
        e.occurred_at, position
      FROM domain_events e, jsonb_array_elements(e.data->'scans') WITH ORDINALITY AS s (scan, position)
      WHERE e.type IN ('attendance.recorded', 'attendance.annulled');
    CREATE INDEX ON single_facts (group_id);
    UPDATE attendance_work w SET domain_event_ids = (
      SELECT coalesce(array_agg(f.id ORDER BY f.position), '{}') FROM single_facts f
      WHERE f.group_id = ANY(w.domain_event_ids));
    DELETE FROM domain_events WHERE type IN ('attendance.recorded', 'attendance.annulled');
    INSERT INTO domain_events (id, type, event_id, subject_id, data, occurred_at)
    SELECT id, type, event_id, subject_id, data, occurred_at FROM single_facts;
`;

const storedHistory = `
    CREATE TEMPORARY TABLE stored_history ON COMMIT DROP AS SELECT * FROM checkin_logs;
    DROP VIEW checkin_logs;
    CREATE TABLE checkin_logs (
      id uuid NOT NULL,
      event_id uuid NOT NULL,
      participant_id uuid NOT NULL,
      action text NOT NULL CHECK (action IN ('check_in', 'undo_check_in')),
      scan_id text NOT NULL,
      device jsonb,
      location jsonb,
      local_timestamp timestamptz NOT NULL,
      server_timestamp timestamptz NOT NULL DEFAULT clock_timestamp(),
      version integer NOT NULL,
      conflict_resolved boolean NOT NULL DEFAULT false,
      PRIMARY KEY (participant_id, version)
    );
    INSERT INTO checkin_logs SELECT * FROM stored_history;
    DROP TABLE checkin_undos;
    ALTER TABLE attendance_records DROP COLUMN version, DROP COLUMN conflict_resolved;
`;

const participantColumns = `
    CREATE FUNCTION attendance_apart(times bigint[]) RETURNS boolean
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT NOT EXISTS (
          SELECT 1 FROM unnest(times) WITH ORDINALITY AS a (at, i),
            unnest(times) WITH ORDINALITY AS b (at, i)
          WHERE a.i < b.i AND abs(a.at - b.at) < 300000)
      $$;
    CREATE TABLE attendance_passages (
      participant_id uuid NOT NULL,
      gate_id uuid NOT NULL,
      times bigint[] NOT NULL,
      PRIMARY KEY (participant_id, gate_id),
      CONSTRAINT attendance_passages_apart CHECK (cardinality(times) < 2 OR attendance_apart(times))
    );
    INSERT INTO attendance_passages
    SELECT participant_id, gate, array_agg(at)
    FROM checkins, unnest(gate_ids, times) AS p (gate, at) GROUP BY 1, 2;
    ALTER TABLE participants
      ADD COLUMN checkin_status text NOT NULL DEFAULT 'not_checked_in'
        CHECK (checkin_status IN ('not_checked_in', 'checked_in', 'no_show')),
      ADD COLUMN checked_in_at timestamptz,
      ADD COLUMN checked_in_by uuid,
      ADD COLUMN checked_in_device text,
      ADD COLUMN inside boolean NOT NULL DEFAULT false,
      ADD COLUMN checkin_version integer NOT NULL DEFAULT 0;
    ALTER TABLE participants SET (fillfactor = 75);
    UPDATE participants p SET checkin_status = c.status, checked_in_at = c.checked_in_at,
      checked_in_by = c.checked_in_by, checked_in_device = c.checked_in_device, inside = c.inside,
      checkin_version = c.version
    FROM checkins c WHERE c.participant_id = p.id;
    DROP TABLE checkins;
    DROP FUNCTION attendance_apart(uuid[], bigint[]);
`;
