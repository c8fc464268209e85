import type { Knex } from 'knex';

/**
 * Attendance: who may call, every scan with its verdict, the records of those that were accepted, the
 * history of check-ins, numbers that are counted along, alerts, and what live views are told.
 *
 * A unique key on a partitioned table has to contain the partition key, so scan ids and the rule of five
 * minutes have tables of their own.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(access);
  await knex.raw(scans);
  await knex.raw(records);
  await knex.raw(statistics);
  await knex.raw(live);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DELETE FROM notices WHERE kind = 'attendance_alert';
    ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
    ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN (
      'processing_complete', 'processing_failed', 'campaign_paused', 'campaign_failed',
      'organizer_summary', 'deletion_confirmation'));
    DROP TABLE live_events, live_counters, alerts, attendance_work, attendance_totals,
      attendance_minute_stats;
    DROP TABLE attendance_hourly_stats;
    DROP MATERIALIZED VIEW current_stats;
    DROP TABLE checkin_logs, attendance_records, attendance_passages, scans, access_keys;
    DROP FUNCTION attendance_apart(bigint[]);
    DROP FUNCTION attendance_unchanged(boolean);
    ALTER TABLE domain_events ADD CONSTRAINT domain_events_event_id_fkey
      FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE;
    DROP INDEX participants_pending;
    ALTER TABLE participants DROP COLUMN inside, DROP COLUMN checkin_version;
    ALTER TABLE participants RESET (fillfactor);
    CREATE INDEX participants_checkin ON participants (event_id, checkin_status) INCLUDE (name, number);
  `);
}

const access = `
    -- API keys, and the ids of tokens for people and devices, so that both can be taken back at once. Of a
    -- key only the SHA-256 is kept: it has 256 random bits, so no slow hash is needed.
    CREATE TABLE access_keys (
      id uuid PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('api_key', 'token')),
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      name text NOT NULL,
      key_hash bytea UNIQUE,
      scopes text[] NOT NULL,
      -- Only at these gates; everywhere when empty.
      gate_ids uuid[] NOT NULL DEFAULT '{}',
      created_by text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz,
      CHECK ((kind = 'api_key') = (key_hash IS NOT NULL))
    );
    CREATE INDEX access_keys_of_event ON access_keys (event_id, created_at);
`;

const scans = `
    -- No foreign keys from here on: whoever writes has read the gate and the participant just before, and
    -- compares the participant's version; eight look-ups for each scan are half of what it costs.

    -- Every scan that was answered, also the refused ones: the same id gets the same answer for ever.
    CREATE TABLE scans (
      event_id uuid NOT NULL,
      scan_id text NOT NULL,
      -- SHA-256 of what was asked; the same id with another is refused.
      fingerprint bytea NOT NULL,
      verdict text NOT NULL,
      participant_id uuid,
      gate_id uuid,
      -- Of the record, when it was accepted.
      record_id uuid,
      method text NOT NULL CHECK (method IN ('ble_auto', 'qr_scan', 'manual')),
      direction text CHECK (direction IN ('in', 'out')),
      scanned_at timestamptz NOT NULL,
      -- What the answer says beside the verdict; no personal data.
      facts jsonb NOT NULL DEFAULT '{}',
      received_by uuid,
      received_at timestamptz NOT NULL DEFAULT now(),
      annulled_at timestamptz,
      PRIMARY KEY (event_id, scan_id)
    );
    -- They come in the order of time, so a small index over ranges of pages will do.
    CREATE INDEX scans_received ON scans USING brin (received_at) WITH (pages_per_range = 16, autosummarize = on);

    CREATE FUNCTION attendance_apart(times bigint[]) RETURNS boolean
      LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT NOT EXISTS (
          SELECT 1 FROM unnest(times) WITH ORDINALITY AS a (at, i),
            unnest(times) WITH ORDINALITY AS b (at, i)
          WHERE a.i < b.i AND abs(a.at - b.at) < 300000)
      $$;

    -- When somebody passed a gate, in milliseconds: never twice within five minutes (seed 002). The
    -- version of the participant decides; this row forbids the double whatever the code does.
    CREATE TABLE attendance_passages (
      participant_id uuid NOT NULL,
      gate_id uuid NOT NULL,
      times bigint[] NOT NULL,
      PRIMARY KEY (participant_id, gate_id),
      CONSTRAINT attendance_passages_apart CHECK (cardinality(times) < 2 OR attendance_apart(times))
    );

    ALTER TABLE participants
      ADD COLUMN inside boolean NOT NULL DEFAULT false,
      -- Rises with each change of the check-in: devices compare it (seed 004).
      ADD COLUMN checkin_version integer NOT NULL DEFAULT 0;
    -- At the doors each participant is updated once or more. Without an index over what changes, and with
    -- room in the pages, that touches no index at all; it was half of what a scan costs. Who is checked in
    -- is counted along in attendance_totals.
    DROP INDEX participants_checkin;
    ALTER TABLE participants SET (fillfactor = 75);
    CREATE INDEX participants_pending ON participants (event_id) WHERE registration_status = 'pending';
`;

const records = `
    CREATE TABLE attendance_records (
      id uuid NOT NULL,
      event_id uuid NOT NULL,
      participant_id uuid NOT NULL,
      gate_id uuid NOT NULL,
      "timestamp" timestamptz NOT NULL,
      method text NOT NULL,
      direction text,
      scan_id text NOT NULL,
      location jsonb,
      device_info jsonb,
      status text NOT NULL DEFAULT 'confirmed' CHECK (status IN ('confirmed', 'annulled')),
      -- Between the arrival of the request and its decision.
      processing_time_ms integer NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (id, "timestamp")
    ) PARTITION BY RANGE ("timestamp");
    -- Takes what no partition was made for, so that nothing is ever refused for want of one.
    CREATE TABLE attendance_records_default PARTITION OF attendance_records DEFAULT;
    CREATE INDEX attendance_participant_gate_timestamp
      ON attendance_records (participant_id, gate_id, "timestamp");
    CREATE INDEX attendance_created ON attendance_records
      USING brin (created_at) WITH (pages_per_range = 16, autosummarize = on);
    CREATE INDEX attendance_timestamp ON attendance_records
      USING brin ("timestamp") WITH (pages_per_range = 16, autosummarize = on);

    -- Ends a statement that was made on what is not so any more; it is decided anew then.
    CREATE FUNCTION attendance_unchanged(is_unchanged boolean) RETURNS boolean
      LANGUAGE plpgsql AS $$
      BEGIN
        IF is_unchanged THEN RETURN true; END IF;
        RAISE EXCEPTION 'somebody else was faster' USING ERRCODE = 'serialization_failure';
      END $$;

    -- A look-up for each fact costs more than the fact; events are only marked as deleted.
    ALTER TABLE domain_events DROP CONSTRAINT domain_events_event_id_fkey;

    CREATE TABLE checkin_logs (
      id uuid NOT NULL,
      event_id uuid NOT NULL,
      participant_id uuid NOT NULL,
      action text NOT NULL CHECK (action IN ('check_in', 'undo_check_in')),
      scan_id text NOT NULL,
      device jsonb,
      location jsonb,
      -- By the device's clock, and by the database's.
      local_timestamp timestamptz NOT NULL,
      server_timestamp timestamptz NOT NULL DEFAULT clock_timestamp(),
      version integer NOT NULL,
      conflict_resolved boolean NOT NULL DEFAULT false,
      PRIMARY KEY (participant_id, version)
    );

    CREATE MATERIALIZED VIEW current_stats AS
      SELECT gate_id,
        count(*) AS total_processed,
        avg(processing_time_ms) AS avg_processing_time,
        max("timestamp") AS last_attendance,
        count(DISTINCT participant_id) AS unique_participants
      FROM attendance_records
      WHERE "timestamp" >= CURRENT_DATE AND status = 'confirmed'
      GROUP BY gate_id;
    CREATE UNIQUE INDEX current_stats_gate ON current_stats (gate_id);
`;

const statistics = `
    -- Hours in the event's own time zone.
    CREATE TABLE attendance_hourly_stats (
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      date date NOT NULL,
      hour integer NOT NULL CHECK (hour BETWEEN 0 AND 23),
      gate_id uuid NOT NULL REFERENCES gates (id) ON DELETE CASCADE,
      count integer NOT NULL,
      method_breakdown jsonb NOT NULL DEFAULT '{}',
      processing_ms bigint NOT NULL DEFAULT 0,
      avg_processing_time numeric GENERATED ALWAYS AS
        (CASE WHEN count > 0 THEN round(processing_ms::numeric / count, 3) END) STORED,
      last_attendance timestamptz,
      PRIMARY KEY (date, hour, gate_id)
    );
    CREATE INDEX attendance_hourly_of_event ON attendance_hourly_stats (event_id, date, hour);

    CREATE TABLE attendance_minute_stats (
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      minute timestamptz NOT NULL,
      gate_id uuid NOT NULL REFERENCES gates (id) ON DELETE CASCADE,
      count integer NOT NULL,
      -- First check-ins among them.
      arrivals integer NOT NULL,
      PRIMARY KEY (event_id, minute, gate_id)
    );

    CREATE TABLE attendance_totals (
      event_id uuid PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
      -- Participants who are checked in, those who are inside now, and confirmed records.
      attended integer NOT NULL DEFAULT 0,
      inside integer NOT NULL DEFAULT 0,
      records integer NOT NULL DEFAULT 0,
      -- In which zone the hours were counted.
      timezone text,
      -- Rises with each change: an older number never follows a newer one.
      version bigint NOT NULL DEFAULT 0,
      updated_at timestamptz NOT NULL DEFAULT now()
    );

    -- What has to be done about facts after their commit: one row for each handler and group of facts, so
    -- that a handler that fails harms no other.
    CREATE TABLE attendance_work (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      handler text NOT NULL,
      domain_event_ids uuid[] NOT NULL,
      state text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'claimed', 'done', 'failed', 'held', 'cancelled', 'unknown')),
      attempts integer NOT NULL DEFAULT 0,
      crashes integer NOT NULL DEFAULT 0,
      not_before timestamptz NOT NULL DEFAULT now(),
      lease_until timestamptz,
      lease_token uuid,
      last_error text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX attendance_work_due ON attendance_work (not_before, id)
      WHERE state IN ('pending', 'claimed');
`;

const live = `
    CREATE TABLE alerts (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      type text NOT NULL,
      -- What it is about, such as a gate; the event itself otherwise.
      subject_id uuid NOT NULL,
      facts jsonb NOT NULL DEFAULT '{}',
      raised_at timestamptz NOT NULL DEFAULT now(),
      acknowledged_at timestamptz,
      acknowledged_by text,
      cleared_at timestamptz
    );
    -- Raised once: there is no second one of the same while it stands.
    CREATE UNIQUE INDEX alerts_standing ON alerts (event_id, type, subject_id) WHERE cleared_at IS NULL;
    CREATE INDEX alerts_of_event ON alerts (event_id, raised_at);

    -- Those who run the event are told of an alert as of anything else.
    ALTER TABLE notices DROP CONSTRAINT notices_kind_check;
    ALTER TABLE notices ADD CONSTRAINT notices_kind_check CHECK (kind IN (
      'processing_complete', 'processing_failed', 'campaign_paused', 'campaign_failed',
      'organizer_summary', 'deletion_confirmation', 'attendance_alert'));

    CREATE TABLE live_counters (
      event_id uuid PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
      last_sequence bigint NOT NULL DEFAULT 0
    );

    -- What live views were told, in order, for as long as one that was cut off may ask for it.
    CREATE TABLE live_events (
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      sequence bigint NOT NULL,
      type text NOT NULL,
      data jsonb NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (event_id, sequence)
    );
    CREATE INDEX live_events_by_age ON live_events (created_at);
`;
