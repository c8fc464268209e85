import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { findEvent } from '../../../src/core/events/find-event.js';
import { showEvent } from '../../../src/core/events/show-event.js';
import { updateEvent } from '../../../src/core/events/update-event.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { factsOf, makeEvent, registerPeople } from './sample-event.js';

describeEachEngine('updating an event', (engine) => {
  const clock = fixedClock('2026-11-20T12:00:00Z');
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock });
  });
  afterAll(async () => await context.close());

  it('changes what is given, says what changed, and records the names of it', async () => {
    const before = await makeEvent(context);
    clock.advance(60_000);
    const { event, changed } = await updateEvent(context, before.slug, {
      name: 'Another name',
      capacity: 50,
    });
    expect(changed).toEqual(['name', 'capacity']);
    expect(event).toEqual({
      ...before,
      name: 'Another name',
      capacity: 50,
      updatedAt: clock.now(),
    });
    expect(await findEvent(context, before.id)).toEqual(event);
    expect((await factsOf(context, before.id)).at(-1)).toEqual({
      type: 'event.updated',
      data: { fields: ['name', 'capacity'] },
    });
  });

  it('writes nothing when everything is as wanted', async () => {
    const before = await makeEvent(context, { location: { address: 'Coex' } });
    clock.advance(60_000);
    const { changed } = await updateEvent(context, before.id, {
      name: before.name,
      startsAt: '2030-12-01 09:00',
      location: { address: 'Coex' },
      formFields: [],
    });
    expect(changed).toEqual([]);
    expect(await findEvent(context, before.id)).toEqual(before);
    expect(await factsOf(context, before.id)).toHaveLength(1);
  });

  it('refuses a slug that another event has', async () => {
    const [one, two] = [await makeEvent(context), await makeEvent(context)];
    await expect(updateEvent(context, one.id, { slug: two.slug })).rejects.toMatchObject({
      code: 'EVENT_SLUG_TAKEN',
    });
    expect((await findEvent(context, one.id)).slug).toBe(one.slug);
  });

  it('does not take away places that are taken', async () => {
    const event = await makeEvent(context, { capacity: 3 });
    await registerPeople(context, event, 2);
    await expect(updateEvent(context, event.id, { capacity: 1 })).rejects.toMatchObject({
      code: 'EVENT_CAPACITY_TOO_SMALL',
      exitCode: 5,
      facts: { capacity: 1, occupied: 2 },
    });
    await updateEvent(context, event.id, { capacity: 2 });
    expect((await findEvent(context, event.id)).capacity).toBe(2);
  });

  it('gives new places to those who wait, first come first served', async () => {
    const event = await makeEvent(context, { capacity: 1, waitlistEnabled: true });
    await registerPeople(context, event, 4);
    const raised = await updateEvent(context, event.id, { capacity: 3 });
    expect(raised.promoted).toEqual([2, 3]);
    const { counts } = await showEvent(context, event.id);
    expect(counts).toMatchObject({ occupied: 3, participants: { registered: 3, waitlisted: 1 } });
    const opened = await updateEvent(context, event.id, { capacity: null });
    expect(opened.promoted).toEqual([4]);
  });

  it('promotes nobody into an event that does not take place', async () => {
    const event = await makeEvent(context, { capacity: 1, waitlistEnabled: true });
    await registerPeople(context, event, 2);
    await changeEventStatus(context, event.id, 'cancelled');
    expect((await updateEvent(context, event.id, { capacity: 5 })).promoted).toEqual([]);
  });

  it('loses no change of two that come at the same time', async () => {
    const event = await makeEvent(context);
    await Promise.all([
      updateEvent(context, event.id, { name: 'Both' }),
      updateEvent(context, event.id, { description: 'Both' }),
      updateEvent(context, event.id, { capacity: 7 }),
    ]);
    expect(await findEvent(context, event.id)).toMatchObject({
      name: 'Both',
      description: 'Both',
      capacity: 7,
    });
  });

  it('does not deadlock with people who register', async () => {
    const event = await makeEvent(context, { capacity: 100, waitlistEnabled: true });
    await Promise.all([
      registerPeople(context, event, 5),
      updateEvent(context, event.id, { capacity: 50 }),
      registerPeople(context, event, 5),
      updateEvent(context, event.id, { name: 'Meanwhile' }),
      changeEventStatus(context, event.id, 'published'),
    ]);
    const { counts } = await showEvent(context, event.id);
    expect(counts.occupied).toBe(10);
  });
});
