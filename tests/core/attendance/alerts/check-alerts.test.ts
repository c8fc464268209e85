import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { acknowledgeAlert } from '../../../../src/core/attendance/alerts/acknowledge-alert.js';
import { listAlerts } from '../../../../src/core/attendance/alerts/list-alerts.js';
import { watchEvents } from '../../../../src/core/attendance/alerts/watch-events.js';
import { fixedClock } from '../../../../src/core/runtime/clock.js';
import {
  describeEachEngine,
  openTestContext,
  type TestContext,
} from '../../../support/database.js';
import { registerPeople } from '../../events/sample-event.js';
import { followAll } from '../follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue } from '../sample-scans.js';

const all = { onlyStanding: false, limit: 10 };

describeEachEngine('an alert', (engine) => {
  const clock = fixedClock(minute(0));
  let context: TestContext;
  let venue: Venue;
  beforeAll(async () => {
    const config = { notify: { email: 'ops@example.com' }, operator: 'kim' };
    context = await openTestContext(engine, { clock, config });
  });
  beforeEach(async () => {
    clock.advance(Date.parse(minute(0)) - clock.now().getTime());
    await context.database.knex('events').delete();
    venue = await openVenue(context);
    const people = [venue.person, ...(await registerPeople(context, venue.event, 5))];
    await context.database
      .knex('gates')
      .where({ id: venue.gates[0].id })
      .update({ capacity_per_minute: 1 });
    await scan(
      context,
      venue.event,
      people.map(({ id }) => requestAt(venue, { participantId: id })),
    );
  });
  afterAll(async () => await context?.close());

  const live = async () => {
    const told = (await context.database
      .knex('live_events')
      .where({ event_id: venue.event.id, type: 'alert' })
      .orderBy('sequence')
      .pluck('data')) as { alert: { state: string; type: string } }[];
    return told.map(({ alert }) => alert);
  };

  it('is raised once, whoever looks, with a notice and word to live views', async () => {
    await context.database.knex('attendance_work').where({ handler: 'alerts' }).delete();
    await followAll(context);
    await Promise.all(Array.from({ length: 6 }, async () => await watchEvents(context)));
    const alerts = await listAlerts(context, venue.event, all);
    expect(alerts).toMatchObject([
      {
        type: 'gate_overload',
        state: 'standing',
        subjectId: venue.gates[0].id,
        facts: { gate: 'G1', value: 1.2 },
      },
    ]);
    const notices = await context.database
      .knex('notices')
      .where({ event_id: venue.event.id })
      .select('kind', 'channel', 'subject_id', 'facts');
    expect(notices).toEqual([
      {
        kind: 'attendance_alert',
        channel: 'email',
        subject_id: alerts[0]?.id,
        facts: { alert: 'gate_overload', gate: 'G1', value: 120, limit: 80, unit: '%' },
      },
    ]);
    expect(await live()).toMatchObject([{ type: 'gate_overload', state: 'standing' }]);
  });

  it('is over without any scan, and can be raised again', async () => {
    await followAll(context);
    await watchEvents(context);
    clock.advance(6 * 60_000);
    expect((await watchEvents(context)).cleared).toHaveLength(1);
    expect(await listAlerts(context, venue.event, { ...all, onlyStanding: true })).toEqual([]);
    expect((await live()).map(({ state }) => state)).toEqual(['standing', 'cleared']);
    clock.advance(-6 * 60_000);
    expect((await watchEvents(context)).raised).toHaveLength(1);
    const { count } = (await context.database
      .knex('notices')
      .where({ event_id: venue.event.id })
      .count()
      .first()) as { count: string };
    expect(Number(count)).toBe(2);
  });

  it('stands beside a second one of the same by no means: the database forbids it', async () => {
    await followAll(context);
    await watchEvents(context);
    const [row] = await context.database.knex('alerts').where({ event_id: venue.event.id });
    const double = { ...row, id: context.ids.next() };
    await expect(context.database.knex('alerts').insert(double)).rejects.toMatchObject({
      code: '23505',
    });
  });

  it('is acknowledged once, by name, and stands until its reason is gone', async () => {
    await followAll(context);
    await watchEvents(context);
    const [alert] = await listAlerts(context, venue.event, all);
    const id = String(alert?.id).slice(0, 13);
    const first = await acknowledgeAlert(context, venue.event, id);
    expect(first).toMatchObject({
      isRepeated: false,
      alert: { state: 'acknowledged', acknowledgedBy: 'kim' },
    });
    expect(await acknowledgeAlert(context, venue.event, id)).toMatchObject({ isRepeated: true });
    expect((await live()).map(({ state }) => state)).toEqual(['standing', 'acknowledged']);
    expect((await watchEvents(context)).raised).toEqual([]);
    await expect(acknowledgeAlert(context, venue.event, 'ffff')).rejects.toMatchObject({
      code: 'ALERT_NOT_FOUND',
    });
  });
});
