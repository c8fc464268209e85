import { afterAll, beforeAll, expect, it } from 'vitest';
import { updateEvent } from '../../../src/core/events/update-event.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { importCsv } from '../imports/sample-import.js';
import { counterOf, join, standings } from './sample-participant.js';

describeEachEngine('many who register at once', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine, { config: { worker: { concurrency: 20 } } });
  });
  afterAll(async () => await context?.close());

  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

  async function numbersOf(event: { id: string }): Promise<number[]> {
    const rows = await context.database.knex('participants').where({ event_id: event.id });
    return rows.map(({ number }) => number).sort((a, b) => a - b);
  }

  it('get numbers without gaps or doubles', async () => {
    const event = await makeEvent(context);
    const joined = await Promise.all(upTo(20).map(() => join(context, event)));
    expect(joined.map(({ number }) => number).sort((a, b) => a - b)).toEqual(upTo(20));
    expect(await numbersOf(event)).toEqual(upTo(20));
  });

  it('never take more places than there are', async () => {
    const event = await makeEvent(context, { capacity: 7 });
    const attempts = await Promise.allSettled(upTo(20).map(() => join(context, event)));
    const refused = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(refused).toHaveLength(13);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'EVENT_FULL' });
    expect(await numbersOf(event)).toEqual(upTo(7));
    expect(await counterOf(context, event)).toEqual({ last_number: 7, occupied: 7 });
  });

  it('get one place between them when they give one address', async () => {
    const event = await makeEvent(context);
    const email = 'same@example.com';
    const attempts = await Promise.allSettled(upTo(10).map(() => join(context, event, { email })));
    const refused = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(refused).toHaveLength(9);
    for (const { reason } of refused) expect(reason.code).toBe('PARTICIPANT_EMAIL_TAKEN');
    expect(await numbersOf(event)).toEqual([1]);
  });

  it('keep numbers, places and waitlist right among cancellations, imports and a new capacity', async () => {
    const event = await makeEvent(context, { capacity: 10, waitlistEnabled: true });
    const early = [];
    for (const _ of upTo(10)) early.push(await join(context, event));
    const rows = upTo(30).map((row) => `Kim ${row},import${row}@example.com`);
    await Promise.all([
      ...upTo(15).map(() => join(context, event)),
      ...early.slice(0, 5).map(({ id }) => cancelParticipant(context, event, id)),
      importCsv(context, event, ['name,email', ...rows].join('\n')),
      updateEvent(context, event.id, { capacity: 12 }),
      ...upTo(5).map(() => join(context, event)),
    ]);
    expect(await numbersOf(event)).toEqual(upTo(60));
    const counted = new Map<string, number>();
    for (const standing of await standings(context, event)) {
      const status = standing.split(' ')[1] as string;
      counted.set(status, (counted.get(status) ?? 0) + 1);
    }
    expect(Object.fromEntries(counted)).toEqual({ registered: 12, cancelled: 5, waitlisted: 43 });
    expect(await counterOf(context, event)).toEqual({ last_number: 60, occupied: 12 });
  });
});
