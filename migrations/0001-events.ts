import type { Knex } from 'knex';

/** The installation, events and their gates. `organizer_id` gets its foreign key when accounts exist. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- One row: which master key this database was made with, as a fingerprint that reveals nothing.
    CREATE TABLE installation (
      id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
      key_fingerprint text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE events (
      id uuid PRIMARY KEY,
      slug text NOT NULL,
      organizer_id uuid,
      name text NOT NULL,
      description text,
      location jsonb,
      starts_at timestamptz NOT NULL,
      ends_at timestamptz,
      timezone text NOT NULL,
      capacity integer CHECK (capacity > 0),
      waitlist_enabled boolean NOT NULL DEFAULT false,
      registration_deadline timestamptz,
      requires_approval boolean NOT NULL DEFAULT false,
      form_fields jsonb NOT NULL DEFAULT '[]',
      status text NOT NULL DEFAULT 'draft'
        CHECK (status IN ('draft', 'published', 'in_progress', 'completed', 'cancelled')),
      privacy text NOT NULL DEFAULT 'private' CHECK (privacy IN ('public', 'private')),
      checkin_enabled boolean NOT NULL DEFAULT true,
      prize_drawing_enabled boolean NOT NULL DEFAULT true,
      anonymous_mode boolean NOT NULL DEFAULT false,
      branding jsonb,
      share_code text NOT NULL UNIQUE,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      deleted_at timestamptz,
      CHECK (ends_at IS NULL OR ends_at >= starts_at)
    );
    -- A deleted event gives its slug back.
    CREATE UNIQUE INDEX events_slug_key ON events (slug) WHERE deleted_at IS NULL;
    CREATE INDEX events_organizer_status ON events (organizer_id, status, starts_at);

    -- One row per event, locked by whoever registers: it hands out numbers and places in turn.
    CREATE TABLE registration_counters (
      event_id uuid PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
      last_number integer NOT NULL DEFAULT 0,
      occupied integer NOT NULL DEFAULT 0 CHECK (occupied >= 0)
    );

    CREATE TABLE gates (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      code text NOT NULL,
      name text NOT NULL,
      capacity_per_minute integer CHECK (capacity_per_minute > 0),
      active boolean NOT NULL DEFAULT true,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (event_id, code)
    );

    CREATE TABLE event_signing_keys (
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      key_id smallint NOT NULL,
      public_key bytea NOT NULL,
      private_key_encrypted bytea NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      retired_at timestamptz,
      PRIMARY KEY (event_id, key_id)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(
    'DROP TABLE event_signing_keys, gates, registration_counters, events, installation',
  );
}
