import type { Knex } from 'knex';

const ledgers = ['imports', 'messages', 'notices', 'attendance_work', 'printers'];

/** The token of a lease is the whole fence, so no row may keep one that nobody works on. */
export async function up(knex: Knex): Promise<void> {
  for (const table of ledgers) {
    await knex.raw(
      `ALTER TABLE ${table} ADD CONSTRAINT ${table}_token_check
       CHECK (state = 'claimed' OR lease_token IS NULL)`,
    );
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ledgers) {
    await knex.raw(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_token_check`);
  }
}
