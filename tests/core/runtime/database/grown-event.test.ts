import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  lockCheckins,
  readGroupFacts,
} from '../../../../src/core/attendance/scan-facts-repository.js';
import { addFacts } from '../../../../src/core/attendance/statistics/counting-repository.js';
import type { Event } from '../../../../src/core/events/schema.js';
import { messageLedger } from '../../../../src/core/mailing/jobs.js';
import {
  beginSubmissions,
  recordAccepted,
} from '../../../../src/core/mailing/submission-repository.js';
import { findParticipantsByEmail } from '../../../../src/core/participants/participant-repository.js';
import { emailIndex } from '../../../../src/core/participants/seal-participant.js';
import type { Queryable, Transaction } from '../../../../src/core/runtime/database/database.js';
import type { Claim } from '../../../../src/core/runtime/ledger/ledger-contract.js';
import { claimedRow } from '../../../../src/core/runtime/ledger/ledger-repository.js';
import { openTestContext, type TestContext } from '../../../support/database.js';
import { hasPostgres } from '../../../support/test-daemons.js';
import { makeEvent } from '../../events/sample-event.js';
import { addManyPeople } from '../../participants/sample-participant.js';

const people = 5_000;
const asked = 200;
const smallEvents = 500;
const peopleOfSmall = 10;

interface Person {
  id: string;
  email_index: Buffer;
  ticket_code: string;
}

// A list comes in one transaction, and what the database knows of an event is of before it: nothing, until it
// analyses the table, which it does not do for a list that is small beside all earlier ones. The planner of the
// embedded database is the same.
describe.skipIf(!hasPostgres())('an event whose list came after the database took stock', () => {
  let context: TestContext;
  let event: Event;
  let rows: Person[];
  beforeAll(async () => {
    context = await openTestContext('external');
    const { knex } = context.database;
    for (const table of ['participants', 'messages', 'domain_events']) {
      await knex.raw(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
    }
    const { rows: small } = await knex.raw<{ rows: { id: string }[] }>(
      `INSERT INTO events (id, slug, name, starts_at, timezone, share_code)
       SELECT gen_random_uuid(), 'small-' || n, 'small', now(), 'Asia/Seoul', 'small-' || n
       FROM generate_series(1, ?) n RETURNING id`,
      [smallEvents],
    );
    await addManyPeople(
      knex,
      small.map(({ id }) => id),
      peopleOfSmall,
    );
    await knex.raw(
      `INSERT INTO messages (id, participant_id, event_id, template, occasion, state, outcome)
       SELECT gen_random_uuid(), id, event_id, 'reminder', '1', 'done', 'submitted' FROM participants`,
    );
    await knex.raw('ANALYZE participants, messages');
    event = await makeEvent(context, { slug: 'grown' });
    await addManyPeople(knex, [event.id], people);
    rows = await peopleOf(knex, event);
  });
  afterAll(async () => await context?.close());

  it('looks e-mail addresses up without reading the event', async () => {
    const taken = rows.map((row) => row.email_index);
    const free = taken.map((_, index) => emailIndex(context.keyring, `free-${index}@example.com`));
    await context.database.transaction(async (trx) => {
      const read = await rowsRead(trx, 'participants', async () => {
        await expectNobody(context, trx, event, free);
        await expectSomebody(context, trx, event, [...taken, ...taken]);
      });
      expect(read).toBeGreaterThanOrEqual(asked);
      expect(read).toBeLessThan(2 * asked);
    });
  });

  it('looks up whom all other events have without reading these', async () => {
    const elsewhere = emailIndex(context.keyring, 'elsewhere@example.com');
    await context.database
      .knex('participants')
      .where({ number: 1 })
      .whereNot({ event_id: event.id })
      .update({ email_index: elsewhere });
    await context.database.transaction(async (trx) => {
      const read = await rowsRead(trx, 'participants', async () => {
        await expectNobody(context, trx, event, [elsewhere]);
      });
      expect(read).toBe(0);
    });
  });

  it('looks them up in the middle of the first list, when the table was analysed meanwhile', async () => {
    const fresh = await openTestContext('external');
    try {
      const first = await makeEvent(fresh, { slug: 'first' });
      await fresh.database.transaction(async (trx) => {
        await addManyPeople(trx, [first.id], people);
        // It sees the pages, and nobody in them.
        await fresh.database.knex.raw('ANALYZE participants');
        const taken = (await peopleOf(trx, first)).map((row) => row.email_index);
        const read = await rowsRead(trx, 'participants', async () => {
          await expectSomebody(fresh, trx, first, taken);
          await expectNobody(
            fresh,
            trx,
            first,
            rows.map((row) => row.email_index),
          );
        });
        expect(read).toBeGreaterThanOrEqual(asked);
        expect(read).toBeLessThan(2 * asked);
      });
    } finally {
      await fresh.close();
    }
  });

  it('looks tickets up, to lock check-ins and to decide scans, without reading the event', async () => {
    const wanted = { eventId: event.id, ids: [], codes: rows.map((row) => row.ticket_code) };
    await context.database.transaction(async (trx) => {
      const locked = await rowsRead(trx, 'participants', async () => {
        await lockCheckins(trx, wanted);
      });
      const decided = await rowsRead(trx, 'participants', async () => {
        const facts = await readGroupFacts(trx, { ...wanted, scanIds: [], keyIds: [] });
        expect(facts.participants).toHaveLength(asked);
      });
      for (const read of [locked, decided]) {
        expect(read).toBeGreaterThanOrEqual(asked);
        expect(read).toBeLessThan(2 * asked);
      }
    });
  });

  it('counts facts without reading all of the event', async () => {
    const { knex } = context.database;
    const addFact = `INSERT INTO domain_events (id, type, event_id, subject_id, data)
      SELECT gen_random_uuid(), 'attendance.recorded', ?, gen_random_uuid(), '{"recordIds": []}'
      FROM generate_series(1, ?) RETURNING id`;
    await knex.raw(
      `INSERT INTO domain_events (id, type, event_id, subject_id)
       SELECT gen_random_uuid(), 'participant.registered', event_id, id FROM participants WHERE event_id <> ?`,
      [event.id],
    );
    await knex.raw('ANALYZE domain_events');
    const { rows: facts } = await knex.raw<{ rows: { id: string }[] }>(addFact, [event.id, people]);
    // Of more, reading the table through would be right as long as it is as small as here.
    const factIds = facts.slice(0, 20).map(({ id }) => id);
    const read = await context.database.transaction(
      async (trx) =>
        await rowsRead(trx, 'domain_events', async () => {
          await addFacts(trx, { eventId: event.id, factIds, zone: 'Asia/Seoul' });
        }),
    );
    expect(read).toBeGreaterThanOrEqual(20);
    expect(read).toBeLessThan(100);
  });

  it('begins and records messages without reading all that are due', async () => {
    const { knex } = context.database;
    await knex.raw(
      `INSERT INTO messages (id, participant_id, event_id, template, occasion)
       SELECT gen_random_uuid(), id, event_id, 'notice', '1' FROM participants WHERE event_id = ?`,
      [event.id],
    );
    const token = randomUUID();
    const claimed: { id: string }[] = await knex('messages')
      .whereIn(
        'participant_id',
        rows.slice(0, 20).map((row) => row.id),
      )
      .update({ state: 'claimed', lease_token: token, lease_until: knex.raw("now() + '1 hour'") })
      .returning('id');
    const claims = claimed.map(({ id }) => ({
      id,
      token,
      attempts: 0,
      crashes: 0,
      leaseSeconds: 60,
    }));
    const submissions = claims.map((claim) => ({
      claim,
      isBulk: true,
      registrationStatus: 'registered',
    }));
    const read = await context.database.transaction(
      async (trx) =>
        await rowsRead(trx, 'messages', async () => {
          expect((await beginSubmissions(trx, 'mail.example.com', submissions)).size).toBe(20);
          expect((await recordAccepted(trx, claims)).size).toBe(20);
        }),
    );
    expect(read).toBeGreaterThanOrEqual(40);
    expect(read).toBeLessThan(100);
    // What one row's statement goes through in an index is not counted.
    const own = claimedRow(knex, messageLedger.table, claims[0] as Claim).select('id');
    const { rows: plan } = await knex.raw(`EXPLAIN ${own.toString()}`);
    expect(JSON.stringify(plan)).toContain('Index Scan using messages_pkey');
  });
});

async function peopleOf(db: Queryable, { id }: Event): Promise<Person[]> {
  return await db('participants')
    .where({ event_id: id })
    .orderBy('number')
    .limit(asked)
    .select('id', 'email_index', 'ticket_code');
}

/** How many rows of a table `act` makes the database look at. */
async function rowsRead(
  trx: Transaction,
  table: string,
  act: () => Promise<void>,
): Promise<number> {
  // What this connection did before may be counted in, too.
  const before = await readSoFar(trx, table);
  await act();
  return (await readSoFar(trx, table)) - before;
}

async function readSoFar(trx: Transaction, table: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: { read: number }[] }>(
    `SELECT (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer AS read
     FROM pg_stat_xact_user_tables WHERE relname = ?`,
    [table],
  );
  return rows[0]?.read ?? Number.NaN;
}

async function expectNobody(
  { keyring }: TestContext,
  trx: Transaction,
  { id }: Event,
  addresses: readonly Buffer[],
): Promise<void> {
  expect(await findParticipantsByEmail(trx, keyring, id, addresses)).toEqual([]);
}

/** What this test made of people cannot be opened; that is how they show that they were found. */
async function expectSomebody(
  { keyring }: TestContext,
  trx: Transaction,
  { id }: Event,
  addresses: readonly Buffer[],
): Promise<void> {
  const found = findParticipantsByEmail(trx, keyring, id, addresses);
  await expect(found).rejects.toMatchObject({ code: 'DECRYPT_FAILED' });
}
