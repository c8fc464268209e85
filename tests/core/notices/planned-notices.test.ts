import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import type { Event } from '../../../src/core/events/schema.js';
import { resumeCampaign } from '../../../src/core/mailing/change-campaign.js';
import { startCampaign } from '../../../src/core/mailing/start-campaign.js';
import { alertCampaigns } from '../../../src/core/notices/alert-campaigns.js';
import { decideCampaignAlert } from '../../../src/core/notices/decide-campaign-alert.js';
import { pauseAndTell } from '../../../src/core/notices/pause-and-tell.js';
import { planSummaries } from '../../../src/core/notices/plan-summaries.js';
import { isSummaryDue } from '../../../src/core/notices/summary-rules.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';
import { allNotices, withNotify } from './sample-notice.js';

describe('the summary of an event', () => {
  const event = {
    startsAt: new Date('2030-12-01T00:00:00Z'),
    endsAt: new Date('2030-12-01T09:00:00Z'),
    timezone: 'Asia/Seoul',
    status: 'completed',
  } as const;
  it.each([
    ['too early, as thank-you mail has only begun', '2030-12-01T11:59:59Z', {}, false],
    ['three hours after the end', '2030-12-01T12:00:00Z', {}, true],
    ['late in the week', '2030-12-08T08:59:59Z', {}, true],
    ['more than a week late', '2030-12-08T09:00:00Z', {}, false],
    ['of an event that was cancelled', '2030-12-01T12:00:00Z', { status: 'cancelled' }, false],
    ['of a draft', '2030-12-01T12:00:00Z', { status: 'draft' }, false],
    ['of an event nobody has closed', '2030-12-01T12:00:00Z', { status: 'published' }, true],
    ['without an end of its own', '2030-12-02T18:00:00Z', { endsAt: undefined }, true],
  ] as const)('is due or not: %s', (_, now, change, due) => {
    expect(isSummaryDue({ ...event, ...change }, new Date(now))).toBe(due);
  });
});

describe('a campaign that has ended', () => {
  it.each([
    [{ submitted: 0, failed: 1, unknown: 0 }, true],
    [{ submitted: 95, failed: 3, unknown: 2 }, true],
    [{ submitted: 96, failed: 2, unknown: 2 }, false],
    [{ submitted: 0, failed: 0, unknown: 0 }, false],
  ])('is alarming or not: %j', (end, alarming) => {
    expect(decideCampaignAlert(end)).toBe(alarming);
  });
});

describeEachEngine('notices that are planned', (engine) => {
  let place: TestContext;
  let context: TestContext;
  const at = (time: string): TestContext => ({ ...context, clock: { now: () => new Date(time) } });
  beforeAll(async () => {
    place = await openTestContext(engine);
    context = withNotify(place, { email: 'ops@example.com' });
  });
  beforeEach(async () => {
    for (const table of ['notices', 'events']) await place.database.knex(table).delete();
  });
  afterAll(async () => await place?.close());

  async function publish(slug: string): Promise<Event> {
    await makeEvent(context, {
      slug,
      startsAt: '2030-12-01 09:00',
      endsAt: '2030-12-01 18:00',
    });
    const { event } = await changeEventStatus(context, slug, 'published');
    return event;
  }

  it('sum up an event once, with its people and its mail, by however many workers', async () => {
    const event = await publish('over');
    await publish('later-on');
    await join(context, event);
    await place.database.knex('events').where({ slug: 'later-on' }).update({
      ends_at: '2030-12-31T00:00:00Z',
    });
    const after = at('2030-12-01T12:30:00Z');
    expect(await planSummaries(at('2030-12-01T11:30:00Z'))).toEqual([]);
    expect(await planSummaries(withNotify(after, {}))).toEqual([]);
    const runs = await Promise.all([planSummaries(after), planSummaries(after)]);
    expect(runs.flat()).toEqual([{ event: 'over' }]);
    expect(await planSummaries(after)).toEqual([]);
    expect(await allNotices(context)).toMatchObject([
      {
        kind: 'organizer_summary',
        channel: 'email',
        facts: {
          participants: { registered: 1, pending: 0, waitlisted: 0, cancelled: 0, checkedIn: 0 },
          messages: expect.objectContaining({ submitted: 0, failed: 0 }),
        },
      },
    ]);
  });

  async function campaign(states: readonly string[]): Promise<string> {
    const event = await publish(`c-${context.random.bytes(4).toString('hex')}`);
    for (const _ of states) await join(context, event);
    const request = { event, template: 'reminder', filters: {}, startedBy: 'tester' } as const;
    await startCampaign(context, request);
    const { knex } = context.database;
    const ids = await knex('messages').where({ event_id: event.id }).pluck<string[]>('id');
    for (const [index, state] of states.entries()) {
      await knex('messages').where({ id: ids[index] }).update({ state });
    }
    return (await knex('campaigns').where({ event_id: event.id }).first('id')).id;
  }

  it('alert about a campaign that left people without mail, once it has ended, and once', async () => {
    const id = await campaign(['done', 'failed', 'unknown']);
    await campaign(['done', 'done']);
    await campaign(['failed', 'pending']);
    expect(await alertCampaigns(withNotify(place, {}))).toBe(0);
    const counts = await Promise.all([alertCampaigns(context), alertCampaigns(context)]);
    expect(counts.sort()).toEqual([0, 1]);
    expect(await allNotices(context)).toMatchObject([
      {
        kind: 'campaign_failed',
        subject_id: id,
        facts: { template: 'reminder', submitted: 1, failed: 1, unknown: 1 },
      },
    ]);
  });

  it('tell of each automatic pause, and of no campaign that is paused already', async () => {
    const id = await campaign(['pending']);
    const paused = await pauseAndTell(context, { id, reason: '21 of the last 400 bounced' });
    expect(paused).toMatchObject({ state: 'paused', changed: 1 });
    await pauseAndTell(context, { id, reason: 'again' });
    const facts = { template: 'reminder', reason: '21 of the last 400 bounced' };
    expect(await allNotices(context)).toMatchObject([
      { kind: 'campaign_paused', subject_id: id, facts },
    ]);
    await resumeCampaign(context, { id });
    await pauseAndTell(at('2031-01-01T00:00:00Z'), { id, reason: 'again' });
    expect(await allNotices(context)).toHaveLength(2);
  });
});
