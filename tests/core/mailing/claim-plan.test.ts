import type { Knex } from 'knex';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { messageLedger } from '../../../src/core/mailing/jobs.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { claimDue } from '../../../src/core/runtime/ledger/claim-rows.js';
import { listDueIds } from '../../../src/core/runtime/ledger/ledger-repository.js';
import { openTestContext, type TestContext } from '../../support/database.js';
import { hasPostgres } from '../../support/test-daemons.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';

// The planner of the embedded database is the same.
describe.skipIf(!hasPostgres())('claiming messages where there are 100,000', () => {
  let context: TestContext;
  let client: pg.Client;
  let event: Event;
  let person: Participant;
  beforeAll(async () => {
    context = await openTestContext('external');
    client = new pg.Client({ connectionString: context.place.databaseUrl });
    await client.connect();
    event = await makeEvent(context, { slug: 'devday' });
    person = await join(context, event);
  });
  beforeEach(async () => void (await client.query('TRUNCATE messages')));
  afterAll(async () => {
    await client?.end();
    await context?.close();
  });

  async function insert(count: number, state: string, notBefore: string): Promise<void> {
    await client.query(
      `INSERT INTO messages (id, participant_id, event_id, template, occasion, state, not_before)
       SELECT gen_random_uuid(), $1, $2, 'reminder', $4::text || n, $3, now() + n * interval '1 ms' + $4::text::interval
       FROM generate_series(1, $5) n`,
      [person.id, event.id, state, notBefore, count],
    );
  }

  /** The plans of what `act` reads from messages. */
  async function plansOf(act: () => Promise<unknown>): Promise<string[]> {
    const reads: { sql: string; bindings: unknown[] }[] = [];
    const note = ({ sql, bindings }: Knex.Sql) => {
      if (/FROM messages\s+WHERE/.test(sql)) reads.push({ sql, bindings: [...bindings] });
    };
    context.database.knex.on('query', note);
    await act();
    context.database.knex.off('query', note);
    expect(reads).not.toEqual([]);
    const plans: string[] = [];
    for (const { sql, bindings } of reads) {
      const { rows } = await client.query(`EXPLAIN ${sql}`, bindings);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }
    return plans;
  }

  const claim = async () =>
    await claimDue(context.database, messageLedger, {
      leaseSeconds: 60,
      ids: context.ids,
      limit: 20,
    });
  const look = async () =>
    await listDueIds(context.database.knex, messageLedger, { limit: 20, except: [] });

  it.each([
    ['all of them are due', [['pending', '-1 hour', 100_000]]],
    [
      'nearly all have been sent',
      [
        ['done', '-1 day', 100_000],
        ['pending', '-1 hour', 500],
      ],
    ],
    [
      'most are for later',
      [
        ['pending', '1 day', 100_000],
        ['pending', '-1 hour', 500],
      ],
    ],
  ] as [string, [string, string, number][]][])('walks the index when %s', async (_, rows) => {
    for (const [state, notBefore, count] of rows) await insert(count, state, notBefore);
    const act = async () => [await claim(), await look()];
    // As far as statistics go, the table may still be empty; then any index may do.
    for (const plan of await plansOf(act)) expect(plan).not.toContain('Seq Scan on messages');
    await client.query('ANALYZE messages');
    for (const plan of await plansOf(act)) {
      expect(plan).toMatch(/Index Scan using messages_due on messages/);
      expect(plan).toMatch(/Index Cond: \(not_before <= now\(\)\)/);
    }
  });
});
