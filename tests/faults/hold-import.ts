import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { eventually } from '../support/eventually.js';

/** An import that stands still in the middle of its transaction, for as long as a test wants. */
export interface HeldImport {
  /** Resolves when an import has come to the held number and waits there. */
  reached(): Promise<void>;
  /** Lets it go on; harmless when the server is gone. */
  release(): Promise<void>;
}

/**
 * Makes the next import of `event` wait when it writes the participant with this number: another
 * session has just written one, and nobody knows yet whether it will stay.
 */
export async function holdImport(
  databaseUrl: string,
  { event, number }: { event: string; number: number },
): Promise<HeldImport> {
  const holder = await connect(databaseUrl);
  const watcher = await connect(databaseUrl);
  await holder.query('BEGIN');
  await holder.query(
    `INSERT INTO participants (id, event_id, number, name, name_key, personal_encrypted, email_index,
       ticket_code, registration_status, source)
     SELECT $1, id, $2, 'held', 'held', ''::bytea, $3, $4, 'registered', 'direct'
     FROM events WHERE slug = $5`,
    [randomUUID(), number, randomBytes(32), randomUUID(), event],
  );
  return {
    async reached() {
      await eventually(`an import waits at number ${number}`, async () => {
        const { rows } = await watcher.query(
          `SELECT 1 FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'COPY%'`,
        );
        return rows[0];
      });
    },
    async release() {
      await holder.query('ROLLBACK').catch(() => undefined);
      await Promise.all([holder.end(), watcher.end()].map((end) => end.catch(() => undefined)));
    },
  };
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
