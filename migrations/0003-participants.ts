import type { Knex } from 'knex';

/**
 * Participants and the facts that the system publishes about them.
 *
 * E-mail, phone and birth date are one ciphertext; e-mail is found by its blind index. The name is
 * readable (a gate finds people by it), so it has a search key: lower case, NFKC, without spaces.
 * Prefixes use the index, any other part of a name scans the keys of one event; a trigram index is no
 * help for Korean given names of two syllables.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE participants (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      number integer NOT NULL,
      name text NOT NULL,
      name_key text NOT NULL,
      personal_encrypted bytea NOT NULL,
      email_index bytea NOT NULL,
      custom_responses jsonb NOT NULL DEFAULT '{}',
      ticket_code text NOT NULL,
      ticket_copy integer NOT NULL DEFAULT 1 CHECK (ticket_copy > 0),
      registration_status text NOT NULL
        CHECK (registration_status IN ('pending', 'registered', 'waitlisted', 'cancelled')),
      source text NOT NULL CHECK (source IN ('direct', 'referral', 'import')),
      import_id uuid REFERENCES imports (id) ON DELETE SET NULL,
      registered_at timestamptz NOT NULL DEFAULT now(),
      waitlisted_at timestamptz,
      cancelled_at timestamptz,
      required_consent_at timestamptz,
      marketing_consent_at timestamptz,
      checkin_status text NOT NULL DEFAULT 'not_checked_in'
        CHECK (checkin_status IN ('not_checked_in', 'checked_in', 'no_show')),
      checked_in_at timestamptz,
      checked_in_by uuid,
      checked_in_device text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE UNIQUE INDEX participants_email_key ON participants (event_id, email_index);
    CREATE UNIQUE INDEX participants_number_key ON participants (event_id, number);
    CREATE UNIQUE INDEX participants_ticket_code_key ON participants (ticket_code);
    CREATE INDEX participants_name ON participants (event_id, name_key text_pattern_ops);
    CREATE INDEX participants_checkin ON participants (event_id, checkin_status) INCLUDE (name, number);
    CREATE INDEX participants_waitlist ON participants (event_id, waitlisted_at, number)
      WHERE registration_status = 'waitlisted';

    -- Facts, written in the transaction of the change; ids and counts only, never personal data.
    CREATE TABLE domain_events (
      id uuid PRIMARY KEY,
      type text NOT NULL,
      event_id uuid REFERENCES events (id) ON DELETE CASCADE,
      subject_id uuid NOT NULL,
      data jsonb NOT NULL DEFAULT '{}',
      occurred_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX domain_events_by_event ON domain_events (event_id, occurred_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE domain_events, participants');
}
