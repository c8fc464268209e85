import type { Knex } from 'knex';

/**
 * Imports: a ledger row each (state to updated_at are the ledger's shared columns), the problems found,
 * the stored files of detached ones, and what is told to whoever started them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE imports (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      file_name text NOT NULL,
      file_size bigint NOT NULL,
      file_sha256 bytea NOT NULL,
      mapping_hash bytea NOT NULL,
      options jsonb NOT NULL,
      detached boolean NOT NULL,
      started_by text NOT NULL,
      progress smallint NOT NULL DEFAULT 0,
      counts jsonb,
      issues_total integer NOT NULL DEFAULT 0,
      started_at timestamptz,
      finished_at timestamptz,
      rows_per_second integer,
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
    -- The same file with the same mapping is imported once; the database, not the code, sees to it.
    CREATE UNIQUE INDEX imports_once ON imports (event_id, file_sha256, mapping_hash)
      WHERE state = 'done';
    CREATE INDEX imports_due ON imports (not_before) WHERE state IN ('pending', 'claimed');
    CREATE INDEX imports_recent ON imports (created_at);

    CREATE TABLE import_issues (
      import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
      position integer NOT NULL,
      row_number integer NOT NULL,
      sheet_row integer,
      field text NOT NULL,
      code text NOT NULL,
      message text NOT NULL,
      value_encrypted bytea,
      PRIMARY KEY (import_id, position)
    );

    CREATE TABLE import_files (
      import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
      part integer NOT NULL,
      content_encrypted bytea NOT NULL,
      PRIMARY KEY (import_id, part)
    );

    -- What the person who started something is told; sent as e-mail by the mailing pipeline.
    CREATE TABLE notices (
      id uuid PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('processing_complete', 'processing_failed')),
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      import_id uuid NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
      recipient text NOT NULL,
      state text NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'claimed', 'done', 'failed', 'held', 'cancelled', 'unknown')),
      attempts integer NOT NULL DEFAULT 0,
      crashes integer NOT NULL DEFAULT 0,
      not_before timestamptz NOT NULL DEFAULT now(),
      lease_until timestamptz,
      lease_token uuid,
      last_error text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (import_id, kind)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE notices, import_files, import_issues, imports');
}
