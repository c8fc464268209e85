import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import {
  pauseCampaign,
  resumeCampaign,
  settleStragglers,
  stopCampaign,
} from '../../../src/core/mailing/change-campaign.js';
import { findCampaign } from '../../../src/core/mailing/find-campaign.js';
import { queueLifecycleMail } from '../../../src/core/mailing/queue-lifecycle-mail.js';
import type { TemplateName } from '../../../src/core/mailing/schema.js';
import {
  type CampaignRequest,
  occasionAfter,
  previewCampaign,
  startCampaign,
} from '../../../src/core/mailing/start-campaign.js';
import type { Context } from '../../../src/core/runtime/context.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent, registerPeople } from '../events/sample-event.js';
import { addManyPeople } from '../participants/sample-participant.js';

describe('the occasion of a campaign that is sent again', () => {
  it.each([
    [[], false, 'campaign'],
    [['campaign'], false, 'campaign-2'],
    [['campaign', 'campaign-2', 'campaign-10'], false, 'campaign-11'],
    [['after', 'starts-2026', 'campaign-x'], false, 'campaign'],
    [[], true, 'campaign-2'],
  ] as const)('after %j (taken: %s) is %s', (occasions, isTaken, next) => {
    expect(occasionAfter('campaign', occasions, { isTaken })).toBe(next);
  });
});

describeEachEngine('a campaign', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context?.close());

  async function eventOf(count: number): Promise<Event> {
    const event = await makeEvent(context);
    await registerPeople(context, event, count);
    return event;
  }

  async function start(
    event: Event,
    request: Partial<CampaignRequest> = {},
    by: Context = context,
  ) {
    const wanted = { event, template: 'reminder' as TemplateName, filters: {}, ...request };
    return await startCampaign(by, { ...wanted, startedBy: 'tester' });
  }

  async function messagesOf(event: Event) {
    const { knex } = context.database;
    const rows = await knex('messages')
      .where({ event_id: event.id })
      .orderBy('id')
      .select<{ occasion: string; state: string; last_error: string | null }[]>(
        'occasion',
        'state',
        'last_error',
      );
    return rows;
  }

  async function statesOf(event: Event): Promise<string[]> {
    return (await messagesOf(event)).map(({ state }) => state);
  }

  it('gives each recipient one message; sent again, only those who lack it', async () => {
    const event = await eventOf(2);
    const request = { event, template: 'reminder', filters: {} } as const;
    const seen = await previewCampaign(context, request);
    expect(seen).toMatchObject({
      campaignId: null,
      occasion: 'campaign',
      recipients: 2,
      already: 0,
    });
    expect(seen.samples).toHaveLength(2);
    expect(await messagesOf(event)).toEqual([]);
    const first = await start(event);
    expect(first).toMatchObject({ occasion: 'campaign', recipients: 2, added: 2, already: 0 });
    await registerPeople(context, event, 1);
    const second = await start(event);
    expect(second).toMatchObject({ id: first.id, recipients: 3, added: 1, already: 2 });
    expect(await start(event)).toMatchObject({ recipients: 3, added: 0, already: 3 });
    expect(await statesOf(event)).toEqual(['pending', 'pending', 'pending']);
    const preview = await previewCampaign(context, request);
    expect(preview).toMatchObject({ campaignId: first.id, recipients: 3, already: 3, samples: [] });
  });

  it('is another occasion when it is sent again on purpose; later ones get it once', async () => {
    const event = await eventOf(1);
    await start(event);
    const second = await start(event, { again: true });
    expect(second).toMatchObject({ occasion: 'campaign-2', added: 1, already: 0 });
    await registerPeople(context, event, 1);
    const later = await start(event, { again: true });
    expect(later).toMatchObject({ occasion: 'campaign-3', added: 2 });
    // One of them has no message of the first occasion, but had the mail in the third.
    expect(await start(event)).toMatchObject({ occasion: 'campaign', added: 0, already: 2 });
  });

  it('does not send a ticket that came with the registration', async () => {
    const event = await makeEvent(context);
    const [one] = await registerPeople(context, event, 2);
    const template = 'registration_confirmation' as const;
    await context.database.transaction(async (trx) => {
      const participantIds = [one?.id ?? ''];
      const mail = { template, eventId: event.id, participantIds, at: new Date() };
      await queueLifecycleMail(trx, context, mail);
    });
    expect(await start(event, { template })).toMatchObject({ added: 1, already: 1 });
    const again = await start(event, { template, again: true });
    expect(again).toMatchObject({ occasion: 'welcome-2', added: 2, already: 0 });
  });

  it('is all there or not at all, however large: whoever is killed leaves nothing', async () => {
    const event = await makeEvent(context);
    await addManyPeople(context.database.knex, [event.id], 2_500);
    let made = 0;
    const ids = {
      next() {
        made += 1;
        if (made > 2_200) throw new Error('killed');
        return context.ids.next();
      },
    };
    await expect(start(event, {}, { ...context, keyring: context.keyring, ids })).rejects.toThrow(
      'killed',
    );
    expect(await messagesOf(event)).toEqual([]);
    expect(await start(event)).toMatchObject({ recipients: 2_500, added: 2_500, already: 0 });
    expect(await start(event)).toMatchObject({ recipients: 2_500, added: 0, already: 2_500 });
  });

  it('is started by two at once without a message too many', async () => {
    const event = await eventOf(3);
    const runs = await Promise.all([start(event), start(event)]);
    expect(runs.map(({ added }) => added).sort()).toEqual([0, 3]);
    expect(runs.map(({ added, already }) => added + already)).toEqual([3, 3]);
    const again = { again: true };
    const rounds = await Promise.all([start(event, again), start(event, again)]);
    expect(rounds.map(({ occasion }) => occasion).sort()).toEqual(['campaign-2', 'campaign-3']);
    expect(await messagesOf(event)).toHaveLength(9);
  });

  it('holds what is due while it is paused, and nothing else is released', async () => {
    const event = await eventOf(4);
    const { id } = await start(event);
    const { knex } = context.database;
    const rows = await knex('messages').where({ campaign_id: id }).orderBy('id').pluck('id');
    await knex('messages').where({ id: rows[0] }).update({ state: 'claimed' });
    const why = { state: 'held', last_error: 'another reason' };
    await knex('messages').where({ id: rows[1] }).update(why);
    const paused = await pauseCampaign(context, { id, reason: 'too many bounces' });
    expect(paused).toMatchObject({ state: 'paused', reason: 'too many bounces', changed: 2 });
    expect(await statesOf(event)).toEqual(['claimed', 'held', 'held', 'held']);
    expect((await messagesOf(event))[3]?.last_error).toBe('the campaign is paused');
    const twice = await pauseCampaign(context, { id, reason: 'tired' });
    expect(twice).toMatchObject({ reason: 'too many bounces', changed: 0 });
    await expect(start(event)).rejects.toMatchObject({ code: 'CAMPAIGN_PAUSED', exitCode: 5 });
    const resumed = await resumeCampaign(context, { id });
    expect(resumed).toMatchObject({ state: 'active', reason: null, changed: 2 });
    expect(await statesOf(event)).toEqual(['claimed', 'held', 'pending', 'pending']);
    expect((await messagesOf(event))[3]?.last_error).toBeNull();
  });

  it('is stopped for good', async () => {
    const event = await eventOf(3);
    const { id } = await start(event);
    const { knex } = context.database;
    const [first] = await knex('messages').where({ campaign_id: id }).orderBy('id').pluck('id');
    await knex('messages').where({ id: first }).update({ state: 'claimed' });
    await pauseCampaign(context, { id, reason: 'wait' });
    const stopped = await stopCampaign(context, { id, reason: 'stopped by tester' });
    expect(stopped).toMatchObject({ state: 'cancelled', changed: 2 });
    expect(await statesOf(event)).toEqual(['claimed', 'cancelled', 'cancelled']);
    expect(await stopCampaign(context, { id, reason: 'x' })).toMatchObject({
      reason: 'stopped by tester',
      changed: 0,
    });
    const refused = { code: 'CAMPAIGN_CANCELLED', exitCode: 5 };
    await expect(resumeCampaign(context, { id })).rejects.toMatchObject(refused);
    await expect(start(event)).rejects.toMatchObject(refused);
    expect(await start(event, { again: true, filters: { excludeSent: true } })).toMatchObject({
      occasion: 'campaign-2',
      added: 2,
    });
  });

  it('is paused and stopped at the same time without a message left between', async () => {
    const event = await eventOf(3);
    const { id } = await start(event);
    await Promise.allSettled([
      pauseCampaign(context, { id, reason: 'wait' }),
      stopCampaign(context, { id, reason: 'stop' }),
      resumeCampaign(context, { id }),
    ]);
    expect((await findCampaign(context, id)).state).toBe('cancelled');
    expect(await statesOf(event)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it('frees what a worker put on hold just after the campaign went on', async () => {
    const [going, gone] = [await eventOf(1), await eventOf(1)];
    const [active, stopped] = [await start(going), await start(gone)];
    await stopCampaign(context, { id: stopped.id, reason: 'stop' });
    const late = { state: 'held', last_error: 'the campaign is paused' };
    const ids = [active.id, stopped.id];
    await context.database.knex('messages').whereIn('campaign_id', ids).update(late);
    expect(await settleStragglers(context)).toBe(2);
    expect(await statesOf(going)).toEqual(['pending']);
    expect(await statesOf(gone)).toEqual(['cancelled']);
    expect(await settleStragglers(context)).toBe(0);
  });

  it('is found by the beginning of its id', async () => {
    const { id } = await start(await eventOf(1));
    expect(await findCampaign(context, id.toUpperCase())).toMatchObject({ id, waiting: 1 });
    await expect(findCampaign(context, id.slice(0, 4))).rejects.toMatchObject({
      code: 'CAMPAIGN_AMBIGUOUS',
      exitCode: 5,
    });
    for (const reference of ['ffff0000', 'x%', '']) {
      await expect(findCampaign(context, reference)).rejects.toMatchObject({
        code: 'CAMPAIGN_NOT_FOUND',
        exitCode: 4,
      });
    }
  });
});
