import type { Knex } from 'knex';

/**
 * Mailing: one row for every e-mail that is meant to go out (state to updated_at are the ledger's shared
 * columns), why it is sent, who must get nothing any more, an event's own templates, and what is known of
 * the mail server across all workers.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE campaigns (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      template text NOT NULL,
      -- What the messages are about; the same template goes out once per occasion and person.
      occasion text NOT NULL,
      filters jsonb NOT NULL DEFAULT '{}',
      state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'cancelled')),
      state_reason text,
      started_by text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (event_id, template, occasion)
    );

    CREATE TABLE messages (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      participant_id uuid NOT NULL REFERENCES participants (id) ON DELETE CASCADE,
      campaign_id uuid REFERENCES campaigns (id) ON DELETE SET NULL,
      template text NOT NULL,
      occasion text NOT NULL,
      -- Committed before the first byte goes to the mail server: whoever finds a claim without an end
      -- and with this time cannot know whether the message was accepted.
      submission_began_at timestamptz,
      submissions smallint NOT NULL DEFAULT 0,
      host text,
      submitted_at timestamptz,
      failure_phase text,
      failure_code smallint,
      -- What happened to it beyond the ledger's state.
      outcome text CHECK (outcome IN ('submitted', 'suppressed', 'bounced', 'complained')),
      bounces smallint NOT NULL DEFAULT 0,
      outcome_at timestamptz,
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
    -- Nobody gets the same thing twice; the database, not the code, sees to it.
    CREATE UNIQUE INDEX messages_once ON messages (participant_id, template, occasion);
    CREATE INDEX messages_due ON messages (not_before, id) WHERE state IN ('pending', 'claimed');
    CREATE INDEX messages_of_event ON messages (event_id, state);
    CREATE INDEX messages_of_campaign ON messages (campaign_id, state);

    -- Addresses that get no mail. Found by the participants' own blind index; the address itself is
    -- encrypted, so that the list can be shown and exported.
    CREATE TABLE suppressions (
      email_index bytea PRIMARY KEY,
      address_encrypted bytea NOT NULL,
      id uuid NOT NULL UNIQUE,
      reason text NOT NULL CHECK (reason IN ('hard_bounce', 'complaint', 'unsubscribed', 'manual')),
      note text,
      created_at timestamptz NOT NULL DEFAULT now()
    );

    CREATE TABLE mail_templates (
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      template text NOT NULL,
      locale text NOT NULL CHECK (locale IN ('ko', 'en')),
      subject text NOT NULL,
      html text NOT NULL,
      -- Plain text made of the HTML where it is missing.
      text text,
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (event_id, template, locale)
    );

    -- Shared by all workers: when the next message may go to a host, and whether it is left alone.
    CREATE TABLE mail_hosts (
      host text PRIMARY KEY,
      next_slot_at timestamptz NOT NULL DEFAULT now(),
      failures integer NOT NULL DEFAULT 0,
      paused_until timestamptz,
      last_error text,
      updated_at timestamptz NOT NULL DEFAULT now()
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE mail_hosts, mail_templates, suppressions, messages, campaigns');
}
