import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { findParticipant } from '../../../src/core/participants/find-participant.js';
import { updateParticipant } from '../../../src/core/participants/update-participant.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { factsOf, makeEvent } from '../events/sample-event.js';
import { counterOf, join, standings } from './sample-participant.js';

describeEachEngine('changing a participant', (engine) => {
  const clock = fixedClock('2026-11-20T12:00:00Z');
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock });
  });
  afterAll(async () => await context?.close());

  it('changes what is given and leaves the rest', async () => {
    const event = await makeEvent(context);
    const before = await join(context, event, {
      phone: '+821012345678',
      birthDate: '1990-01-01',
      customResponses: { meal: '한식', size: 'L' },
    });
    clock.advance(60_000);
    const changed = await updateParticipant(context, event, before.id, {
      name: '김 새이름',
      phone: null,
      customResponses: { size: 'M' },
    });
    const expected = {
      ...before,
      name: '김 새이름',
      phone: null,
      customResponses: { meal: '한식', size: 'M' },
      updatedAt: clock.now(),
    };
    expect(changed).toEqual(expected);
    expect(await findParticipant(context, event, before.id)).toEqual(expected);
    expect(await findParticipant(context, event, '새이름')).toEqual(expected);
  });

  it('moves the address: the new one is found and taken, the old one is free', async () => {
    const event = await makeEvent(context);
    const { id } = await join(context, event, { email: 'old@example.com' });
    await updateParticipant(context, event, id, { email: 'new@example.com' });
    expect((await findParticipant(context, event, 'new@example.com')).id).toBe(id);
    expect((await join(context, event, { email: 'old@example.com' })).number).toBe(2);
  });

  it('refuses an address that another participant has', async () => {
    const event = await makeEvent(context);
    await join(context, event, { email: 'one@example.com' });
    const { id } = await join(context, event);
    const change = updateParticipant(context, event, id, { email: 'one@example.com' });
    await expect(change).rejects.toMatchObject({ code: 'PARTICIPANT_EMAIL_TAKEN' });
  });

  it('keeps the time at which a consent was first given, and forgets a withdrawn one', async () => {
    const event = await makeEvent(context);
    const { id, consents } = await join(context, event, {
      consents: { required: true, marketing: true },
    });
    clock.advance(60_000);
    const changed = await updateParticipant(context, event, id, {
      consents: { required: true, marketing: false },
    });
    expect(changed.consents).toEqual({ requiredAt: consents.requiredAt, marketingAt: null });
    const again = await updateParticipant(context, event, id, { consents: { marketing: true } });
    expect(again.consents).toEqual({
      requiredAt: consents.requiredAt,
      marketingAt: clock.now(),
    });
  });

  it('approves a pending one without taking a second place', async () => {
    const event = await makeEvent(context, { requiresApproval: true, capacity: 1 });
    const { id } = await join(context, event);
    const approved = await updateParticipant(context, event, id, { status: 'registered' });
    expect(approved.status).toBe('registered');
    expect(await counterOf(context, event)).toMatchObject({ occupied: 1 });
    expect((await factsOf(context, event.id)).at(-1)?.type).toBe('participant.approved');
  });

  it('takes a cancellation back, with the same number and ticket, where there is a place', async () => {
    const event = await makeEvent(context, { capacity: 1 });
    const { id, number, ticketCode } = await join(context, event);
    await cancelParticipant(context, event, id);
    const back = await updateParticipant(context, event, id, { status: 'registered' });
    expect(back).toMatchObject({ number, ticketCode, status: 'registered', cancelledAt: null });
    expect(await counterOf(context, event)).toEqual({ last_number: 1, occupied: 1 });
  });

  it('takes no cancellation back, and moves nobody up, where there is no place', async () => {
    const event = await makeEvent(context, { capacity: 1, waitlistEnabled: true });
    const first = await join(context, event);
    await join(context, event);
    await cancelParticipant(context, event, first.id);
    const third = await join(context, event);
    for (const { id } of [first, third]) {
      const change = updateParticipant(context, event, id, { status: 'registered' });
      await expect(change).rejects.toMatchObject({ code: 'EVENT_FULL' });
    }
    expect(await standings(context, event)).toEqual([
      '1 cancelled',
      '2 registered',
      '3 waitlisted',
    ]);
  });

  it('moves one up who waits once there is a place, counting it', async () => {
    const event = await makeEvent(context, { capacity: 1, waitlistEnabled: true });
    await join(context, event);
    const { id } = await join(context, event);
    await context.database.knex('events').where({ id: event.id }).update({ capacity: 2 });
    const moved = await updateParticipant(context, event, id, { status: 'registered' });
    expect(moved).toMatchObject({ status: 'registered', waitlistedAt: null });
    expect(await counterOf(context, event)).toMatchObject({ occupied: 2 });
  });

  it('lets details be corrected after the event, but nobody in any more', async () => {
    const event = await makeEvent(context);
    const { id } = await join(context, event);
    await cancelParticipant(context, event, id);
    await changeEventStatus(context, event.id, 'cancelled');
    const named = await updateParticipant(context, event, id, { name: '김정정' });
    expect(named.name).toBe('김정정');
    const change = updateParticipant(context, event, id, { status: 'registered' });
    await expect(change).rejects.toMatchObject({ code: 'EVENT_CLOSED' });
  });
});
