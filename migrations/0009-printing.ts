import type { Knex } from 'knex';

/**
 * Printing: printers, which gate prints on which, and what is printed. A printer is the ledger row (state
 * to updated_at are the ledger's shared columns): whoever has its claim is its one consumer.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE printers (
      id uuid PRIMARY KEY,
      name text NOT NULL,
      -- How it is reached, and what it understands.
      connection jsonb NOT NULL,
      profile jsonb NOT NULL,
      state text NOT NULL DEFAULT 'done'
        CHECK (state IN ('pending', 'claimed', 'done', 'failed', 'held', 'cancelled', 'unknown')),
      attempts integer NOT NULL DEFAULT 0,
      crashes integer NOT NULL DEFAULT 0,
      not_before timestamptz NOT NULL DEFAULT now(),
      lease_until timestamptz,
      lease_token uuid,
      last_error text,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      removed_at timestamptz
    );
    -- A printer that was removed gives its name back.
    CREATE UNIQUE INDEX printers_name_key ON printers (name) WHERE removed_at IS NULL;
    CREATE INDEX printers_due ON printers (not_before, id) WHERE state IN ('pending', 'claimed');

    -- Whoever is let in at the gate gets a badge here.
    CREATE TABLE printer_gates (
      gate_id uuid PRIMARY KEY REFERENCES gates (id) ON DELETE CASCADE,
      printer_id uuid NOT NULL REFERENCES printers (id) ON DELETE CASCADE,
      template text
    );

    CREATE TABLE print_jobs (
      id uuid PRIMARY KEY,
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      participant_id uuid NOT NULL REFERENCES participants (id) ON DELETE CASCADE,
      -- Of the participant's ticket: the QR code on the badge is of this copy.
      copy integer NOT NULL CHECK (copy > 0),
      -- None for a badge in a PDF.
      printer_id uuid REFERENCES printers (id),
      template text,
      gate text,
      occasion text NOT NULL CHECK (occasion IN ('batch', 'check_in', 'reprint', 'pdf')),
      state text NOT NULL DEFAULT 'queued' CHECK (state IN
        ('queued', 'claimed', 'sending', 'confirmed', 'failed', 'unknown', 'cancelled')),
      attempts integer NOT NULL DEFAULT 0,
      -- In our own words; nothing of a person.
      reason text,
      -- Why somebody wanted it again.
      asked_because text,
      asked_by text NOT NULL,
      -- Somebody stands at the gate and waits.
      urgent boolean NOT NULL DEFAULT false,
      ordinal bigint GENERATED ALWAYS AS IDENTITY,
      -- The claim of the printer under which it is worked on.
      claim_token uuid,
      -- Committed before the first byte goes to the printer.
      sending_began_at timestamptz,
      ended_at timestamptz,
      -- Who decided about a job of unknown fate, and what: it came out, or another copy was printed.
      decided_by text,
      decision text CHECK (decision IN ('came_out', 'reprinted')),
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CHECK ((printer_id IS NULL) = (occasion = 'pdf'))
    );
    -- No second badge of a copy, whatever the code does: what failed or was cancelled has sent no byte.
    CREATE UNIQUE INDEX print_jobs_one_per_copy ON print_jobs (participant_id, copy)
      WHERE state NOT IN ('failed', 'cancelled');
    -- And no two badges on one printer at the same time.
    CREATE UNIQUE INDEX print_jobs_one_at_a_time ON print_jobs (printer_id)
      WHERE state IN ('claimed', 'sending');
    CREATE INDEX print_jobs_next ON print_jobs (printer_id, urgent DESC, ordinal)
      WHERE state = 'queued';
    CREATE INDEX print_jobs_of_event ON print_jobs (event_id, ordinal);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE print_jobs, printer_gates, printers');
}
