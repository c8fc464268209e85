import type { Knex } from 'knex';

/** Draws: who was in a pool and why anyone was not, what was committed to, who won, and every act. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Under which a participant is in published pools: random, told nowhere else, made by the database so
    -- that nobody who registers people can forget it. No index: whoever looks one up reads the event once.
    ALTER TABLE participants ADD COLUMN draw_id uuid NOT NULL DEFAULT gen_random_uuid();

    CREATE TABLE draws (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      prize text NOT NULL,
      algorithm text NOT NULL CHECK (algorithm IN ('evm-draw-v1', 'rfc3797')),
      status text NOT NULL DEFAULT 'committed'
        CHECK (status IN ('committed', 'drawn', 'confirmed', 'voided')),
      winner_count integer NOT NULL CHECK (winner_count > 0),
      alternate_count integer NOT NULL CHECK (alternate_count >= 0),
      rules jsonb NOT NULL,
      entropy_source text,
      people integer NOT NULL CHECK (people > 0),
      units integer NOT NULL CHECK (units >= people),
      excluded jsonb NOT NULL,
      pool_hash bytea NOT NULL,
      commitment bytea,
      -- Encrypted until it is drawn; from then on everybody may know it.
      secret_encrypted bytea,
      secret bytea,
      seed bytea,
      entropy text,
      -- Committed and drawn in one step: nobody could know the commitment before.
      at_once boolean NOT NULL,
      committed_by text NOT NULL,
      committed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      drawn_by text,
      drawn_at timestamptz,
      confirmed boolean NOT NULL GENERATED ALWAYS AS (status = 'confirmed') STORED,
      announcement_shared boolean NOT NULL DEFAULT false,
      void_reason text,
      CHECK ((algorithm = 'rfc3797') = (commitment IS NULL)),
      CHECK ((drawn_at IS NULL) = (entropy IS NULL)),
      CHECK (drawn_at IS NULL OR secret_encrypted IS NULL),
      CHECK ((status = 'voided') = (void_reason IS NOT NULL))
    );
    CREATE INDEX draws_of_event ON draws (event_id, committed_at);

    -- The pool as it is published, a line for each unit, ordered by bytes; beside it, unpublished, who was
    -- left out by which rule. Lines are 37 bytes, kept as they are, so that one of them is read by its place.
    CREATE TABLE draw_lists (
      draw_id uuid NOT NULL REFERENCES draws (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
      list smallint NOT NULL,
      people integer NOT NULL,
      units integer NOT NULL,
      lines bytea NOT NULL,
      PRIMARY KEY (draw_id, list)
    );
    ALTER TABLE draw_lists ALTER COLUMN lines SET STORAGE EXTERNAL;

    -- Winners and alternates in the order of the draw. Name and number as they were then (seed 004).
    CREATE TABLE draw_winners (
      draw_id uuid NOT NULL REFERENCES draws (id) ON DELETE CASCADE,
      place integer NOT NULL CHECK (place > 0),
      public_id uuid NOT NULL,
      participant_id uuid REFERENCES participants (id) ON DELETE SET NULL,
      participant_name text,
      registration_number integer,
      state text NOT NULL CHECK (state IN ('winner', 'alternate', 'absent')),
      -- The place of the absent winner whose prize this alternate got.
      replaces integer,
      absent_at timestamptz,
      PRIMARY KEY (draw_id, place),
      UNIQUE (draw_id, public_id),
      UNIQUE (draw_id, replaces),
      CHECK ((state = 'absent') = (absent_at IS NOT NULL))
    );
    CREATE INDEX draw_winners_participant ON draw_winners (participant_id);

    -- Every act with who and when; nothing is ever taken out.
    CREATE TABLE draw_log (
      draw_id uuid NOT NULL REFERENCES draws (id) ON DELETE CASCADE,
      number integer NOT NULL,
      act text NOT NULL
        CHECK (act IN ('committed', 'drawn', 'redrawn', 'confirmed', 'voided', 'announced')),
      by text NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      reason text,
      facts jsonb NOT NULL DEFAULT '{}',
      PRIMARY KEY (draw_id, number)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    DROP TABLE draw_log, draw_winners, draw_lists, draws;
    ALTER TABLE participants DROP COLUMN draw_id;
  `);
}
