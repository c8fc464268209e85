import pg from 'pg';
import { systemClock } from '../src/core/runtime/clock.js';
import { createIds } from '../src/core/runtime/ids.js';
import { createSystemRandom } from '../src/core/runtime/random.js';

/** The messages of the benchmark, as rows. */
export interface MailLedger {
  /** Empties the table, and queues ticket mail for the first `count` participants. */
  queue(count: number): Promise<void>;
  /** How many messages have their outcome recorded: accepted, in one submission. */
  countRecorded(): Promise<number>;
  close(): Promise<void>;
}

export async function openMailLedger(databaseUrl: string): Promise<MailLedger> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ids = createIds(systemClock, createSystemRandom());
  return {
    async queue(count) {
      await client.query('TRUNCATE messages');
      await client.query(
        `INSERT INTO messages (id, participant_id, event_id, template, occasion)
         SELECT m.id, p.id, p.event_id, 'registration_confirmation', 'bench'
         FROM (SELECT id, event_id, row_number() OVER (ORDER BY number) AS place FROM participants) p
         JOIN unnest($1::uuid[]) WITH ORDINALITY AS m (id, place) USING (place)`,
        [Array.from({ length: count }, () => ids.next())],
      );
      await client.query('VACUUM ANALYZE messages');
    },
    async countRecorded() {
      const { rows } = await client.query(
        `SELECT count(*)::integer AS recorded FROM messages
         WHERE state = 'done' AND outcome = 'submitted' AND submissions = 1`,
      );
      return rows[0].recorded;
    },
    close: async () => await client.end(),
  };
}
