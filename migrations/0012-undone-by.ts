import type { Knex } from 'knex';

/** Who took a scan back: the access key; nobody's when it was at a terminal. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE checkin_undos ADD COLUMN undone_by uuid');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE checkin_undos DROP COLUMN undone_by');
}
