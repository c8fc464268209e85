import type { Database } from './database.js';

/** Returns when the database has answered; throws what it throws. */
export async function pingDatabase({ knex }: Pick<Database, 'knex'>): Promise<void> {
  await knex.raw('SELECT 1');
}
