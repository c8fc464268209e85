import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { deleteEvent } from '../../../src/core/events/delete-event.js';
import { findEvent } from '../../../src/core/events/find-event.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { listParticipants } from '../../../src/core/participants/list-participants.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { markCheckedIn } from '../participants/sample-participant.js';
import { factsOf, makeEvent, registerPeople } from './sample-event.js';

describeEachEngine('changing the status of an event', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context.close());

  it('goes through its life and records each step', async () => {
    const { id } = await makeEvent(context);
    for (const status of ['published', 'in_progress', 'completed'] as const) {
      await changeEventStatus(context, id, status);
    }
    expect((await findEvent(context, id)).status).toBe('completed');
    const [, ...steps] = await factsOf(context, id);
    expect(steps).toEqual([
      { type: 'event.status_changed', data: { from: 'draft', to: 'published' } },
      { type: 'event.status_changed', data: { from: 'published', to: 'in_progress' } },
      { type: 'event.status_changed', data: { from: 'in_progress', to: 'completed' } },
    ]);
  });

  it('ends with a word for those who did not come', async () => {
    const event = await makeEvent(context);
    const [here = '', , gone = ''] = (await registerPeople(context, event, 3)).map(({ id }) => id);
    await cancelParticipant(context, event, gone);
    await markCheckedIn(context, here);
    await changeEventStatus(context, event.id, 'published');
    await changeEventStatus(context, event.id, 'in_progress');
    await changeEventStatus(context, event.id, 'completed');
    const page = { afterNumber: 0, limit: 10 };
    const { participants } = await listParticipants(context, { event }, page);
    expect(participants.map(({ checkin }) => checkin.status)).toEqual([
      'checked_in',
      'no_show',
      'not_checked_in',
    ]);
  });

  it('refuses a step that is not possible, names those that are, and changes nothing', async () => {
    const { id } = await makeEvent(context);
    await expect(changeEventStatus(context, id, 'completed')).rejects.toMatchObject({
      code: 'EVENT_STATUS_CONFLICT',
      exitCode: 5,
      hint: 'from draft it can become published or cancelled',
    });
    expect((await findEvent(context, id)).status).toBe('draft');
    expect(await factsOf(context, id)).toHaveLength(1);
  });

  it('does nothing when the event is like that already', async () => {
    const { id } = await makeEvent(context);
    const { previous, event } = await changeEventStatus(context, id, 'draft');
    expect([previous, event.status]).toEqual(['draft', 'draft']);
    expect(await factsOf(context, id)).toHaveLength(1);
  });

  it('lets one of two contrary decisions win', async () => {
    const { id } = await makeEvent(context);
    await changeEventStatus(context, id, 'published');
    await changeEventStatus(context, id, 'in_progress');
    const outcomes = await Promise.allSettled([
      changeEventStatus(context, id, 'completed'),
      changeEventStatus(context, id, 'cancelled'),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await factsOf(context, id)).toHaveLength(4);
  });

  it('does not find an event that was deleted', async () => {
    const { id } = await makeEvent(context);
    await deleteEvent(context, id);
    await expect(changeEventStatus(context, id, 'published')).rejects.toMatchObject({
      code: 'EVENT_NOT_FOUND',
    });
    expect((await factsOf(context, id)).at(-1)?.type).toBe('event.deleted');
  });
});
