import type { Knex } from 'knex';

/**
 * The key of an event's addresses begins with the address, so that nothing but this index can look one up: see
 * docs/decisions/0025.
 */
export async function up(knex: Knex): Promise<void> {
  await replaceKey(knex, 'email_index, event_id');
}

export async function down(knex: Knex): Promise<void> {
  await replaceKey(knex, 'event_id, email_index');
}

async function replaceKey(knex: Knex, columns: string): Promise<void> {
  await knex.raw(`
    DROP INDEX participants_email_key;
    CREATE UNIQUE INDEX participants_email_key ON participants (${columns});
  `);
}
