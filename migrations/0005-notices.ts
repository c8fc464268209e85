import type { Knex } from 'knex';

/**
 * Notices: what those who run an event are told, and whoever had their data deleted. One row for each
 * thing and channel (state to updated_at are the ledger's shared columns). Takes the place of a first
 * table of this name, whose rows were never sent and would be no news by now.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE notices;
    CREATE TABLE notices (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      kind text NOT NULL CHECK (kind IN (
        'processing_complete', 'processing_failed', 'campaign_paused', 'campaign_failed',
        'organizer_summary', 'deletion_confirmation')),
      -- What it is about: the import, the campaign, the event, the participant that there was.
      subject_id uuid NOT NULL,
      -- Tells apart what happens to a subject again; empty for what happens once.
      occasion text NOT NULL DEFAULT '',
      channel text NOT NULL CHECK (channel IN ('email', 'webhook')),
      -- Of whoever is known nowhere else any more; wiped with the end. Operators are in the configuration.
      recipient_encrypted bytea,
      -- Counts, codes, names of templates: nothing of a person.
      facts jsonb NOT NULL DEFAULT '{}',
      -- Committed before the first byte goes to the mail server, as in messages.
      submission_began_at timestamptz,
      submissions smallint NOT NULL DEFAULT 0,
      told_at timestamptz,
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
    -- Nothing is told twice on a channel; the database, not the code, sees to it.
    CREATE UNIQUE INDEX notices_once ON notices (kind, subject_id, occasion, channel);
    CREATE INDEX notices_due ON notices (not_before, id) WHERE state IN ('pending', 'claimed');
    CREATE INDEX notices_recent ON notices (created_at);
    CREATE INDEX notices_of_event ON notices (event_id);
    CREATE INDEX notices_to_forget ON notices (updated_at) WHERE recipient_encrypted IS NOT NULL;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE notices;
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
