import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { annulScan } from '../../../src/core/attendance/annul-scan.js';
import { addGate } from '../../../src/core/events/add-gate.js';
import type { Event, Gate } from '../../../src/core/events/schema.js';
import {
  type AudienceFilter,
  completeFilter,
  describeFilter,
  readRegisteredAfter,
} from '../../../src/core/mailing/audience-filter.js';
import {
  type Audience,
  countAudience,
  selectRecipients,
} from '../../../src/core/mailing/audience-repository.js';
import type { TemplateName } from '../../../src/core/mailing/schema.js';
import { sampleRecipients } from '../../../src/core/mailing/select-audience.js';
import { suppressAddress } from '../../../src/core/mailing/suppress-address.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { minute, scan } from '../attendance/sample-scans.js';
import { makeEvent } from '../events/sample-event.js';
import { join, markCheckedIn } from '../participants/sample-participant.js';
import { queueMail } from './sample-mail.js';

describe('the filter of an audience', () => {
  it('means the registered unless told otherwise; a cancellation means the cancelled', () => {
    expect(completeFilter('reminder', {})).toEqual({ statuses: ['registered'], fields: [] });
    expect(completeFilter('reminder', { statuses: [] }).statuses).toEqual(['registered']);
    expect(completeFilter('cancellation', {}).statuses).toEqual(['cancelled']);
    expect(completeFilter('notice', { statuses: ['waitlisted'] }).statuses).toEqual(['waitlisted']);
  });

  it.each([
    ['registration_confirmation', 'waitlisted'],
    ['cancellation', 'registered'],
    ['reminder', 'cancelled'],
  ] as const)('refuses people whom %s is never sent to: %s', (template, status) => {
    expect(() => completeFilter(template, { statuses: [status] })).toThrow(
      expect.objectContaining({ code: 'CAMPAIGN_WRONG_STATUS', exitCode: 2 }),
    );
  });

  it('is said as a person would say it', () => {
    const filter: AudienceFilter = {
      statuses: ['registered', 'pending'],
      checkedIn: false,
      gates: ['G1', 'G2'],
      fields: [{ key: 'track', value: 'ai' }],
      registeredAfter: new Date('2026-11-20T00:00:00Z'),
      excludeSent: true,
    };
    expect(describeFilter(filter, 'Asia/Seoul')).toBe(
      'registered or pending AND not checked in AND came through G1 or G2 AND track = ai AND ' +
        'registered after 2026-11-20 09:00 (Asia/Seoul) AND not sent yet',
    );
    expect(describeFilter({ statuses: ['registered'], fields: [] }, 'UTC')).toBe('registered');
  });

  it('reads times in the zone of the event, and refuses what is none', () => {
    expect(readRegisteredAfter('2026-11-20 09:00', 'Asia/Seoul').toISOString()).toBe(
      '2026-11-20T00:00:00.000Z',
    );
    expect(() => readRegisteredAfter('yesterday', 'Asia/Seoul')).toThrow(
      expect.objectContaining({ code: 'CAMPAIGN_BAD_TIME', exitCode: 2 }),
    );
  });
});

describeEachEngine('an audience', (engine) => {
  let context: TestContext;
  let event: Event;
  const people: Record<string, Participant> = {};

  beforeAll(async () => {
    context = await openTestContext(engine);
    event = await makeEvent(context, { capacity: 5, waitlistEnabled: true });
    people.kim = await join(context, event, { customResponses: { track: 'ai', seats: 2 } });
    people.lee = await join(context, event, { customResponses: { track: 'web' } });
    people.park = await join(context, event, { customResponses: { track: 'ai' } });
    people.gone = await join(context, event, { email: 'gone@example.com' });
    people.quiet = await join(context, event, { email: 'quiet@example.com' });
    people.waiting = await join(context, event);
    await join(context, await makeEvent(context));
    await context.database.transaction(async (trx) => {
      await suppressAddress(trx, context, { email: 'gone@example.com', reason: 'hard_bounce' });
      await suppressAddress(trx, context, { email: 'quiet@example.com', reason: 'unsubscribed' });
    });
    const { knex } = context.database;
    await knex('participants')
      .where({ id: people.park.id })
      .update({ registered_at: '2026-01-02T00:00:00Z' });
    await markCheckedIn(context, people.park.id);
  });
  afterAll(async () => await context?.close());

  function audience(filter: Partial<AudienceFilter> = {}, template: TemplateName = 'reminder') {
    return {
      eventId: event.id,
      template,
      filter: completeFilter(template, filter),
      occasion: 'campaign',
      withRounds: true,
    } satisfies Audience;
  }

  async function found(filter: Partial<AudienceFilter>, template?: TemplateName) {
    const all = await selectRecipients(context.database.knex, audience(filter, template), {
      afterNumber: 0,
      limit: 100,
    });
    const counts = await countAudience(context.database.knex, audience(filter, template));
    expect(counts.recipients - counts.already).toBe(all.length);
    const ids = all.map(({ id }) => id);
    return Object.keys(people).filter((name) => ids.includes(people[name]?.id ?? ''));
  }

  it('leaves out and counts the addresses that get no such mail', async () => {
    const bulk = await countAudience(context.database.knex, audience());
    expect(bulk).toEqual({ total: 6, recipients: 3, suppressed: 2, already: 0 });
    // Who does not want news still needs the ticket.
    const ticket = audience({}, 'registration_confirmation');
    const counts = await countAudience(context.database.knex, ticket);
    expect(counts).toEqual({ total: 6, recipients: 4, suppressed: 1, already: 0 });
  });

  it('is whoever meets all conditions', async () => {
    expect(await found({})).toEqual(['kim', 'lee', 'park']);
    expect(await found({ statuses: ['waitlisted'] })).toEqual(['waiting']);
    expect(await found({ statuses: ['registered', 'waitlisted'] })).toHaveLength(4);
    expect(await found({ checkedIn: true })).toEqual(['park']);
    expect(await found({ checkedIn: false })).toEqual(['kim', 'lee']);
    const ai = { key: 'track', value: 'ai' };
    expect(await found({ fields: [ai] })).toEqual(['kim', 'park']);
    expect(await found({ fields: [ai, { key: 'seats', value: '2' }] })).toEqual(['kim']);
    expect(await found({ fields: [ai], checkedIn: true })).toEqual(['park']);
    expect(await found({ fields: [{ key: "x' OR '1'='1", value: '' }] })).toEqual([]);
    const after = new Date('2026-01-02T00:00:00Z');
    expect(await found({ registeredAfter: after })).toEqual(['kim', 'lee']);
  });

  it('is who came through one of the gates, unless the scan was taken back', async () => {
    const gates: Gate[] = [];
    for (const code of ['G1', 'G2']) {
      gates.push((await addGate(context, event.slug, { code })).gate);
    }
    const through = async (person: string, gate: number, scanId: string) =>
      await scan(context, event, [
        {
          participantId: people[person]?.id as string,
          gateId: gates[gate]?.id as string,
          timestamp: minute(0),
          method: 'qr_scan',
          scanId,
        },
      ]);
    await through('kim', 0, 'a');
    await through('lee', 1, 'b');
    expect(await found({ gates: ['G1'] })).toEqual(['kim']);
    expect(await found({ gates: ['G1', 'G2'] })).toEqual(['kim', 'lee']);
    for (const scanId of ['a', 'b']) await annulScan(context, { eventId: event.id, scanId });
    expect(await found({ gates: ['G1', 'G2'] })).toEqual([]);
  });

  it('shows a few of those who would get it', async () => {
    const samples = await sampleRecipients(context, audience({ checkedIn: true }));
    expect(samples).toEqual([{ name: '홍길동', email: people.park?.email }]);
  });

  it('leaves out who was sent the mail on whatever occasion, if told to', async () => {
    const { knex } = context.database;
    const [kim, lee] = [people.kim as Participant, people.lee as Participant];
    await queueMail(context, { event, participant: kim, template: 'notice' });
    const failed = await queueMail(context, { event, participant: lee, template: 'notice' });
    await knex('messages').where({ id: failed }).update({ state: 'failed' });
    expect(await found({}, 'notice')).toEqual(['kim', 'lee', 'park']);
    expect(await found({ excludeSent: true }, 'notice')).toEqual(['lee', 'park']);
    expect(await found({ excludeSent: true }, 'reminder')).toEqual(['kim', 'lee', 'park']);
  });

  it('counts later rounds of the occasion as the occasion', async () => {
    const id = await queueMail(context, {
      event,
      participant: people.kim as Participant,
      template: 'thank_you',
    });
    const { knex } = context.database;
    await knex('messages').where({ id }).update({ occasion: 'campaign-2' });
    expect(await found({}, 'thank_you')).toEqual(['lee', 'park']);
    const second = { ...audience({}, 'thank_you'), withRounds: false };
    expect(await countAudience(knex, second)).toMatchObject({ recipients: 3, already: 0 });
  });
});
