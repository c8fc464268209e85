import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';

/** What a database says about itself. */
export interface DatabaseFacts {
  version: string;
  fsync: string;
  synchronousCommit: string;
  fullPageWrites: string;
}

export async function readDatabaseFacts({ knex }: Pick<Database, 'knex'>): Promise<DatabaseFacts> {
  const { rows } = await knex.raw<{ rows: [DatabaseFacts] }>(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
       current_setting('synchronous_commit') AS "synchronousCommit",
       current_setting('full_page_writes') AS "fullPageWrites"`,
  );
  return rows[0];
}

/**
 * Seconds by which `clock`, this machine's, is ahead of the database's (negative: behind). Of three
 * looks the one with the shortest round trip counts: half a long one is an error of as much.
 */
export async function measureClockDifference(
  { knex }: Pick<Database, 'knex'>,
  clock: Clock,
): Promise<number> {
  // The first query may open a connection, which takes time.
  await knex.raw('SELECT 1');
  const looks: ClockLook[] = [];
  for (let look = 0; look < 3; look++) looks.push(await compareClocks(knex, clock));
  const [best] = looks.sort((one, other) => one.roundTripMs - other.roundTripMs);
  return (best as ClockLook).seconds;
}

interface ClockLook {
  seconds: number;
  roundTripMs: number;
}

async function compareClocks(knex: Database['knex'], clock: Clock): Promise<ClockLook> {
  const before = clock.now().getTime();
  const { rows } = await knex.raw<{ rows: [{ now: string }] }>(
    'SELECT extract(epoch FROM clock_timestamp())::text AS now',
  );
  const after = clock.now().getTime();
  const middle = (before + after) / 2;
  return { seconds: middle / 1000 - Number(rows[0].now), roundTripMs: after - before };
}
