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

/** The new one is there before the old one goes. */
async function replaceKey(knex: Knex, columns: string): Promise<void> {
  await knex.raw(`
    CREATE UNIQUE INDEX participants_email_new ON participants (${columns});
    DROP INDEX participants_email_key;
    ALTER INDEX participants_email_new RENAME TO participants_email_key;
  `);
}
