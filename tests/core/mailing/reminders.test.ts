import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { deleteEvent } from '../../../src/core/events/delete-event.js';
import type { NewEvent } from '../../../src/core/events/event-input.js';
import type { Event } from '../../../src/core/events/schema.js';
import { updateEvent } from '../../../src/core/events/update-event.js';
import { pauseCampaign, stopCampaign } from '../../../src/core/mailing/change-campaign.js';
import { listReminders } from '../../../src/core/mailing/list-reminders.js';
import { runReminders } from '../../../src/core/mailing/run-reminders.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { run as runDueReminders } from '../../../src/workers/mailing/run-due-reminders.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent, registerPeople } from '../events/sample-event.js';
import { markCheckedIn } from '../participants/sample-participant.js';

const hour = 3_600_000;

describeEachEngine('the reminders of all events', (engine) => {
  let context: TestContext;
  let clock: ReturnType<typeof fixedClock>;
  beforeAll(async () => {
    context = await openTestContext(engine, {
      clock: { now: () => clock.now() },
    });
  });
  beforeEach(async () => {
    clock = fixedClock('2026-11-20T00:00:00Z');
    await context.database.knex('events').delete();
  });
  afterAll(async () => await context?.close());

  /** Begins on 1 December 2026 at 09:00 in Seoul, which is at 00:00 UTC. */
  async function publish(count: number, details: Partial<NewEvent> = {}): Promise<Event> {
    const times = { startsAt: '2026-12-01 09:00', endsAt: '2026-12-01 18:00' };
    const event = await makeEvent(context, { ...times, ...details });
    await registerPeople(context, event, count);
    return (await changeEventStatus(context, event.slug, 'published')).event;
  }

  async function runAt(moment: string) {
    clock = fixedClock(moment);
    const { reminders, missed, cancelled } = await runReminders(context);
    return {
      queued: reminders.map(({ template, messages }) => `${template} ${messages}`),
      missed: missed.map(({ template, reason }) => `${template}: ${reason}`),
      cancelled: cancelled.map(({ template, messages, reason }) => [template, messages, reason]),
    };
  }

  async function messagesOf(event: Event): Promise<string[]> {
    const rows = await context.database
      .knex('messages')
      .where({ event_id: event.id })
      .orderBy('id')
      .select<{ template: string; occasion: string; state: string }[]>();
    return rows.map(({ template, occasion, state }) => `${template} ${occasion} ${state}`);
  }

  const nothing = { queued: [], missed: [], cancelled: [] };
  const first = 'starts-2026-12-01T00:00:00.000Z';
  const next = 'starts-2026-12-02T00:00:00.000Z';

  it('go out once each, however often they are run', async () => {
    const event = await publish(2);
    expect(await runAt('2026-11-29T22:00:00Z')).toEqual(nothing);
    expect(await runAt('2026-11-29T23:00:00Z')).toEqual({ ...nothing, queued: ['reminder 2'] });
    expect(await runAt('2026-11-29T23:05:00Z')).toEqual(nothing);
    await registerPeople(context, event, 1);
    expect(await runAt('2026-11-30T01:00:00Z')).toEqual({ ...nothing, queued: ['reminder 1'] });
    const knex = context.database.knex('messages').where({ event_id: event.id });
    await knex.update({ state: 'done', outcome: 'submitted' });
    expect(await runAt('2026-11-30T21:00:00Z')).toEqual({ ...nothing, queued: ['notice 3'] });
    expect(await messagesOf(event)).toEqual([
      ...Array(3).fill(`reminder ${first} done`),
      ...Array(3).fill(`notice ${first} pending`),
    ]);
  });

  it('are queued by two at once without one too many', async () => {
    const event = await publish(3);
    clock = fixedClock('2026-11-30T00:00:00Z');
    const runs = await Promise.all([runReminders(context), runDueReminders(context)]);
    expect(runs).toHaveLength(2);
    expect(await messagesOf(event)).toEqual(Array(3).fill(`reminder ${first} pending`));
  });

  it('thank those who came and miss those who did not', async () => {
    const event = await publish(3);
    const { knex } = context.database;
    await runAt('2026-11-30T21:00:00Z');
    await knex('messages').delete();
    const unknown = await runAt('2026-12-01T11:00:00Z');
    expect(unknown).toEqual(nothing);
    const first = await knex('participants').where({ event_id: event.id, number: 1 }).pluck('id');
    await markCheckedIn(context, ...first);
    expect((await runAt('2026-12-01T11:00:00Z')).queued).toEqual(['thank_you 1', 'missed_you 2']);
    expect((await runAt('2026-12-01T12:00:00Z')).queued).toEqual([]);
  });

  it('that were missed are named once, with the reason', async () => {
    const event = await publish(1);
    const early = await runAt('2026-11-30T20:00:00Z');
    expect(early.queued).toEqual(['notice 1']);
    expect(early.missed).toEqual(['reminder: the event begins in less than 12 hours']);
    expect((await runAt('2026-11-30T20:05:00Z')).missed).toEqual([]);
    const late = await runAt('2026-12-04T00:00:00Z');
    expect(late.missed).toEqual([
      'thank_you: nobody was checked in: who came is not known',
      'missed_you: nobody was checked in: who came is not known',
    ]);
    const listed = await listReminders(context, event);
    expect(listed.map(({ template, status }) => `${template} ${status}`)).toEqual([
      'reminder missed',
      'notice queued',
      'thank_you missed',
      'missed_you missed',
    ]);
  });

  it('of a moved event are cancelled, and planned anew for everybody', async () => {
    const event = await publish(2);
    await runAt('2026-11-30T00:00:00Z');
    const { knex } = context.database;
    const [sent] = await knex('messages').where({ event_id: event.id }).orderBy('id').pluck('id');
    await knex('messages').where({ id: sent }).update({ state: 'done', outcome: 'submitted' });
    await updateEvent(context, event.slug, {
      startsAt: '2026-12-02 09:00',
      endsAt: '2026-12-02 18:00',
    });
    expect(await runAt('2026-11-30T00:05:00Z')).toEqual({
      ...nothing,
      cancelled: [['reminder', 1, 'the event was moved']],
    });
    expect((await runAt('2026-12-01T00:00:00Z')).queued).toEqual(['reminder 2']);
    expect(await messagesOf(event)).toEqual([
      `reminder ${first} done`,
      `reminder ${first} cancelled`,
      `reminder ${next} pending`,
      `reminder ${next} pending`,
    ]);
  });

  it('of an event that moves back are taken up again', async () => {
    const event = await publish(2);
    await runAt('2026-11-30T00:00:00Z');
    await updateEvent(context, event.slug, { startsAt: '2026-12-01 10:00' });
    const moved = await runAt('2026-11-30T00:05:00Z');
    expect(moved.queued).toEqual(['reminder 2']);
    expect(moved.cancelled).toEqual([['reminder', 2, 'the event was moved']]);
    await updateEvent(context, event.slug, { startsAt: '2026-12-01 09:00' });
    const back = await runAt('2026-11-30T00:10:00Z');
    expect(back.queued).toEqual(['reminder 2']);
    expect(back.cancelled).toEqual([['reminder', 2, 'the event was moved']]);
    const waiting = (await messagesOf(event)).filter((message) => message.endsWith('pending'));
    expect(waiting).toEqual(Array(2).fill(`reminder ${first} pending`));
  });

  it('do not know an event by its zone: another one changes nothing', async () => {
    const event = await publish(1);
    await runAt('2026-11-30T00:00:00Z');
    await updateEvent(context, event.slug, { timezone: 'America/New_York' });
    expect(await runAt('2026-11-30T00:05:00Z')).toEqual(nothing);
  });

  it('of an event that is cancelled or deleted do not go out', async () => {
    const [off, gone] = [await publish(1), await publish(1)];
    await runAt('2026-11-30T00:00:00Z');
    await changeEventStatus(context, off.slug, 'cancelled');
    await deleteEvent(context, gone.slug);
    const { queued, cancelled } = await runAt('2026-11-30T00:05:00Z');
    expect(queued).toEqual([]);
    expect(cancelled.map(([, , reason]) => reason).sort()).toEqual([
      'the event was cancelled',
      'the event was deleted',
    ]);
    expect(await listReminders(context, { ...off, status: 'cancelled' })).toEqual([]);
    expect((await messagesOf(off)).concat(await messagesOf(gone))).toEqual(
      Array(2).fill(`reminder ${first} cancelled`),
    );
  });

  it('that a person paused or stopped stay so', async () => {
    const [paused, stopped] = [await publish(1), await publish(1)];
    await runAt('2026-11-30T00:00:00Z');
    const campaignOf = async (event: Event) => (await listReminders(context, event))[0]?.campaign;
    const reason = 'not now';
    await pauseCampaign(context, { id: (await campaignOf(paused)) ?? '', reason });
    await stopCampaign(context, { id: (await campaignOf(stopped)) ?? '', reason });
    for (const event of [paused, stopped]) await registerPeople(context, event, 1);
    expect(await runAt('2026-11-30T01:00:00Z')).toEqual(nothing);
    expect((await listReminders(context, stopped))[0]).toMatchObject({ status: 'stopped', reason });
    expect(await messagesOf(stopped)).toEqual([`reminder ${first} cancelled`]);
  });

  it('are not looked for in drafts, nor in events that are long over', async () => {
    await makeEvent(context, { startsAt: '2026-12-01 09:00' });
    await publish(1, { startsAt: '2026-11-10 09:00', endsAt: undefined });
    clock.advance(10 * 24 * hour);
    expect(await runReminders(context)).toEqual({ reminders: [], missed: [], cancelled: [] });
  });
});
