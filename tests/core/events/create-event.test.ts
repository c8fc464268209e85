import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEvent, createEventIn } from '../../../src/core/events/create-event.js';
import { deleteEvent } from '../../../src/core/events/delete-event.js';
import { findEvent } from '../../../src/core/events/find-event.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { factsOf, makeEvent } from './sample-event.js';

describeEachEngine('creating an event', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock: fixedClock('2026-11-20T12:00:00Z') });
  });
  afterAll(async () => await context.close());

  const full = {
    slug: 'full-devday',
    name: '개발자의 날 "x" \\ \' 👩‍👩‍👧',
    description: 'first line\nsecond line',
    location: {
      address: '서울 코엑스',
      coordinates: { lat: 37.5, lng: 127.05 },
      onlineLink: 'https://meet.example/a',
    },
    startsAt: '2026-12-01 09:00',
    endsAt: '2026-12-01 18:00',
    timezone: 'Asia/Seoul',
    capacity: 300,
    waitlistEnabled: true,
    registrationDeadline: '2026-11-30',
    requiresApproval: true,
    formFields: [
      { id: 'meal', label: '식사', type: 'choice', required: true, choices: ['한식', '양식'] },
    ],
    privacy: 'public',
    features: { anonymousMode: true },
  } as const;

  it('keeps every detail as it was given', async () => {
    const created = await createEvent(context, {
      ...full,
      formFields: full.formFields.map((field) => ({ ...field, choices: [...field.choices] })),
    });
    const found = await findEvent(context, 'full-devday');
    expect(found).toEqual(created);
    expect(found).toMatchObject({
      ...full,
      location: { ...full.location, type: 'hybrid' },
      startsAt: new Date('2026-12-01T00:00:00Z'),
      endsAt: new Date('2026-12-01T09:00:00Z'),
      registrationDeadline: new Date('2026-11-30T14:59:59Z'),
      status: 'draft',
      createdAt: new Date('2026-11-20T12:00:00Z'),
    });
  });

  it('gives each event a share code that nobody can guess', async () => {
    const one = await makeEvent(context);
    const two = await makeEvent(context);
    expect(one.shareCode).toMatch(/^[0-9a-hjkmnp-tv-z]{12}$/);
    expect(one.shareCode).not.toBe(two.shareCode);
  });

  it('makes the counter that hands out registration numbers', async () => {
    const { id } = await makeEvent(context);
    const counters = await context.database.knex('registration_counters').where({ event_id: id });
    expect(counters).toEqual([{ event_id: id, last_number: 0, occupied: 0 }]);
  });

  it('records the fact', async () => {
    const { id } = await makeEvent(context);
    expect(await factsOf(context, id)).toEqual([{ type: 'event.created', data: {} }]);
  });

  it('refuses a slug that a living event has, and takes that of a deleted one', async () => {
    const first = await makeEvent(context, { slug: 'taken' });
    await expect(makeEvent(context, { slug: 'taken' })).rejects.toMatchObject({
      code: 'EVENT_SLUG_TAKEN',
      exitCode: 5,
    });
    await deleteEvent(context, first.id);
    const second = await makeEvent(context, { slug: 'taken' });
    expect(second.id).not.toBe(first.id);
  });

  it('makes one event of many attempts at the same slug', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 6 }, () => makeEvent(context, { slug: 'wanted-by-all' })),
    );
    const refused = attempts.filter((attempt) => attempt.status === 'rejected');
    expect(refused).toHaveLength(5);
    for (const { reason } of refused) expect(reason.code).toBe('EVENT_SLUG_TAKEN');
  });

  it('leaves the transaction of its caller usable when the slug is taken', async () => {
    const { slug } = await makeEvent(context);
    const input = { slug, name: 'x', startsAt: '2030-01-01' };
    const answer = await context.database.transaction(async (trx) => {
      await expect(createEventIn(trx, context, input)).rejects.toMatchObject({
        code: 'EVENT_SLUG_TAKEN',
      });
      return await trx.raw('select 1 as one');
    });
    expect(answer.rows).toEqual([{ one: 1 }]);
  });

  it('leaves nothing behind when its caller fails', async () => {
    const failing = context.database.transaction(async (trx) => {
      await createEventIn(trx, context, { slug: 'undone', name: 'x', startsAt: '2030-01-01' });
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    await expect(findEvent(context, 'undone')).rejects.toMatchObject({ code: 'EVENT_NOT_FOUND' });
  });
});
