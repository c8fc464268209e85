import type { Knex } from 'knex';

/** Badges: the templates that an event has of its own. Each is whole, with its pictures in it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE badge_templates (
      event_id uuid NOT NULL REFERENCES events (id) ON DELETE CASCADE,
      name text NOT NULL,
      template jsonb NOT NULL,
      -- The one set last is what the event's badges look like where nothing else is said.
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (event_id, name)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE badge_templates');
}
