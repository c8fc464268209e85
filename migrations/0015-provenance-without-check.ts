import type { Knex } from 'knex';

/**
 * From which import a participant came is written by that import itself, which holds its event meanwhile; imports are
 * never deleted but with their event, which takes its participants along. Asking for the import again with each row
 * took a twentieth of an import's time, and without an index on this side, deleting an import had to read all participants:
 * docs/decisions/0026.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE participants DROP CONSTRAINT participants_import_id_fkey');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE participants ADD CONSTRAINT participants_import_id_fkey
      FOREIGN KEY (import_id) REFERENCES imports (id) ON DELETE SET NULL
  `);
}
