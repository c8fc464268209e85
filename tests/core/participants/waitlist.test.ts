import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { updateEvent } from '../../../src/core/events/update-event.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { updateParticipant } from '../../../src/core/participants/update-participant.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { factsOf, makeEvent } from '../events/sample-event.js';
import { importCsv } from '../imports/sample-import.js';
import { counterOf, join, markCheckedIn, standings } from './sample-participant.js';

describeEachEngine('a cancellation and the waitlist', (engine) => {
  const clock = fixedClock('2026-11-20T12:00:00Z');
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock });
  });
  afterAll(async () => await context?.close());

  const small = { capacity: 2, waitlistEnabled: true };

  async function fill(event: Parameters<typeof join>[1], count: number) {
    const joined = [];
    for (let index = 0; index < count; index++) {
      joined.push(await join(context, event));
      clock.advance(1000);
    }
    return joined;
  }

  it('gives the place to whoever waits longest, and only to them', async () => {
    const event = await makeEvent(context, small);
    const [first] = await fill(event, 4);
    const { participant, promoted } = await cancelParticipant(context, event, first?.id ?? '');
    expect(participant).toMatchObject({ number: 1, status: 'cancelled', cancelledAt: clock.now() });
    expect(promoted).toEqual([3]);
    expect(await standings(context, event)).toEqual([
      '1 cancelled',
      '2 registered',
      '3 registered',
      '4 waitlisted',
    ]);
    expect(await counterOf(context, event)).toEqual({ last_number: 4, occupied: 2 });
    expect((await factsOf(context, event.id)).map(({ type }) => type).slice(-2)).toEqual([
      'participant.cancelled',
      'participant.promoted',
    ]);
  });

  it('goes by the time of waiting, not by the number', async () => {
    const event = await makeEvent(context, small);
    const [first, , third] = await fill(event, 4);
    await cancelParticipant(context, event, third?.id ?? '');
    await updateEvent(context, event.id, { capacity: 3 });
    expect(await standings(context, event)).toContain('4 registered');
    // 3 comes back, but behind 5, who has waited since.
    await fill(event, 1);
    await context.database
      .knex('participants')
      .where({ id: third?.id })
      .update({ registration_status: 'waitlisted', waitlisted_at: clock.now() });
    const { promoted } = await cancelParticipant(context, event, first?.id ?? '');
    expect(promoted).toEqual([5]);
  });

  it('frees no place when somebody who waits leaves', async () => {
    const event = await makeEvent(context, small);
    const [, , third] = await fill(event, 4);
    const { promoted } = await cancelParticipant(context, event, third?.id ?? '');
    expect(promoted).toEqual([]);
    expect(await standings(context, event)).toEqual([
      '1 registered',
      '2 registered',
      '3 cancelled',
      '4 waitlisted',
    ]);
    expect(await counterOf(context, event)).toMatchObject({ occupied: 2 });
  });

  it('changes nothing when it comes twice', async () => {
    const event = await makeEvent(context, small);
    const [first] = await fill(event, 4);
    await cancelParticipant(context, event, first?.id ?? '');
    const facts = await factsOf(context, event.id);
    const again = await cancelParticipant(context, event, first?.id ?? '');
    expect(again.promoted).toEqual([]);
    expect(again.participant.status).toBe('cancelled');
    expect(await counterOf(context, event)).toMatchObject({ occupied: 2 });
    expect(await factsOf(context, event.id)).toEqual(facts);
  });

  it.each(['cancelled', 'completed'] as const)(
    'moves nobody up in an event that is %s',
    async (status) => {
      const event = await makeEvent(context, small);
      const [first] = await fill(event, 3);
      if (status === 'completed') {
        await changeEventStatus(context, event.id, 'published');
        await changeEventStatus(context, event.id, 'in_progress');
      }
      await changeEventStatus(context, event.id, status);
      const { promoted } = await cancelParticipant(context, event, first?.id ?? '');
      expect(promoted).toEqual([]);
      expect(await standings(context, event)).toEqual([
        '1 cancelled',
        '2 registered',
        '3 waitlisted',
      ]);
    },
  );

  it('moves as many up as a raised capacity has room for', async () => {
    const event = await makeEvent(context, small);
    await fill(event, 6);
    const { promoted } = await updateEvent(context, event.id, { capacity: 4 });
    expect(promoted).toEqual([3, 4]);
    expect((await updateEvent(context, event.id, { capacity: null })).promoted).toEqual([5, 6]);
    expect(await counterOf(context, event)).toMatchObject({ occupied: 6 });
  });

  it('makes those who move up wait for approval where the event requires it, but not imported ones', async () => {
    const event = await makeEvent(context, { ...small, capacity: 1, requiresApproval: true });
    await fill(event, 2);
    await importCsv(context, event, 'name,email\nKim Lee,imported@example.com\n');
    const { promoted } = await updateEvent(context, event.id, { capacity: 3 });
    expect(promoted).toEqual([2, 3]);
    expect(await standings(context, event)).toEqual(['1 pending', '2 pending', '3 registered']);
  });

  it('is refused for somebody who is inside already', async () => {
    const event = await makeEvent(context, small);
    const [first] = await fill(event, 1);
    await markCheckedIn(context, first?.id ?? '');
    await expect(cancelParticipant(context, event, first?.id ?? '')).rejects.toMatchObject({
      code: 'PARTICIPANT_STATUS_CONFLICT',
      message: '#001 is checked in and cannot become cancelled',
    });
  });

  it('touches nobody of another event', async () => {
    const [event, other] = [await makeEvent(context, small), await makeEvent(context, small)];
    const [stranger] = await fill(other, 1);
    const id = stranger?.id ?? '';
    const notFound = { code: 'PARTICIPANT_NOT_FOUND', exitCode: 4 };
    await expect(cancelParticipant(context, event, id)).rejects.toMatchObject(notFound);
    await expect(updateParticipant(context, event, id, { name: 'x' })).rejects.toMatchObject(
      notFound,
    );
    expect(await counterOf(context, event)).toMatchObject({ occupied: 0 });
    expect(await standings(context, other)).toEqual(['1 registered']);
  });
});
