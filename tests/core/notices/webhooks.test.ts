import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { createFetchWebhookSender } from '../../../src/core/notices/adapters/fetch-webhook-sender.js';
import type { WebhookSender } from '../../../src/core/notices/webhook-sender.js';
import { webhookTargetOf } from '../../../src/core/notices/webhook-target.js';
import { systemClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import {
  type PostedWebhook,
  startWebhookDaemon,
  type WebhookAnswer,
  type WebhookDaemon,
} from '../../support/webhook-daemon.js';
import { makeEvent } from '../events/sample-event.js';
import { allNotices, queue, queueFailure, secret, tellOne, withNotify } from './sample-notice.js';

describeEachEngine('a notice by webhook', (engine) => {
  let place: TestContext;
  let context: TestContext;
  let event: Event;
  let daemon: WebhookDaemon;
  let answers: WebhookAnswer[];
  let webhook: WebhookSender;
  beforeAll(async () => {
    place = await openTestContext(engine);
    event = await makeEvent(place, { name: 'DevDay' });
  });
  beforeEach(async () => {
    answers = [];
    daemon = await startWebhookDaemon((count) => answers[count] ?? 204);
    context = withNotify(place, { webhookUrl: daemon.url, webhookSecret: secret });
    await context.database.knex('notices').delete();
    webhook = senderFor(daemon.url);
  });
  afterEach(async () => await daemon.close());
  afterAll(async () => await place?.close());

  it('is posted with what happened, signed so that an independent check accepts it', async () => {
    await queueFailure(context, event);
    const { outcome, row } = await tellOne(context, { webhook });
    expect(outcome).toBe('done');
    expect(row).toMatchObject({ state: 'done', told_at: expect.any(Date) });
    const [post] = daemon.posted as [PostedWebhook];
    expect(post).toMatchObject({ path: '/hooks/evm', headers: { 'webhook-id': row?.id } });
    expect(post.headers['content-type']).toBe('application/json');
    expect(isGenuine(post)).toBe(true);
    expect(isGenuine({ ...post, body: post.body.replace('IMPORT', 'EXPORT') })).toBe(false);
    expect(JSON.parse(post.body)).toEqual({
      type: 'import.failed',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        event: { id: event.id, slug: event.slug },
        subject: expect.any(String),
        code: 'IMPORT_EMPTY',
      },
    });
  });

  it('is posted again after a 500, under the same id', async () => {
    answers = [500, 200];
    await queueFailure(context, event);
    const first = await tellOne(context, { webhook });
    expect(first).toMatchObject({ outcome: 'retry', row: { state: 'pending', attempts: 1 } });
    expect(first.row?.last_error).toBe(
      'the webhook was not taken: it answered 500 (WEBHOOK_FAILED)',
    );
    const second = await tellOne(context, { webhook });
    expect(second).toMatchObject({ outcome: 'done', row: { state: 'done', last_error: null } });
    const ids = daemon.posted.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([first.row?.id, first.row?.id]);
    expect(daemon.posted.every(isGenuine)).toBe(true);
  });

  it('is given up after seven tries, and a person can have it tried again', async () => {
    answers = Array(7).fill(503);
    await queueFailure(context, event);
    const outcomes = [];
    for (let round = 0; round < 7; round++) {
      outcomes.push((await tellOne(context, { webhook })).outcome);
    }
    expect(outcomes).toEqual([...Array(6).fill('retry'), 'failed']);
  });

  it('ends for good when the address says that it is gone', async () => {
    answers = [410];
    await queueFailure(context, event);
    const { outcome, row } = await tellOne(context, { webhook });
    expect(outcome).toBe('failed');
    expect(row).toMatchObject({ state: 'failed', attempts: 1 });
    expect(row?.last_error).toContain('(WEBHOOK_GONE)');
  });

  it('leaves no row where no webhook is configured', async () => {
    await queueFailure(context, event);
    expect(await tellOne(place, {})).toEqual({ outcome: 'done', row: undefined });
  });

  it('is not made for what only a person is told, and each channel is told by itself', async () => {
    const both = withNotify(place, { email: 'ops@example.com', webhookUrl: daemon.url });
    const news = {
      kind: 'campaign_paused',
      facts: { template: 'reminder', reason: 'x' },
      eventId: event.id,
      subjectId: context.ids.next(),
    } as const;
    expect([await queue(both, news), await queue(both, news)]).toEqual([2, 0]);
    expect(await queue(both, { ...news, at: new Date(0) })).toBe(2);
    expect(await queue(withNotify(place, {}), { ...news, at: new Date(1) })).toBe(0);
    expect((await allNotices(context)).map(({ channel }) => channel).sort()).toEqual([
      ...['email', 'email', 'webhook', 'webhook'],
    ]);
  });
});

describe('posting a webhook', () => {
  let daemon: WebhookDaemon;
  let answer: WebhookAnswer;
  beforeEach(async () => {
    daemon = await startWebhookDaemon(() => answer);
  });
  afterEach(async () => await daemon.close());
  const post = async (sender: WebhookSender, signal = new AbortController().signal) =>
    await sender.post({ id: 'n1', body: '{}' }, { signal });

  it('gives up on an address that never answers', async () => {
    answer = 'silence';
    expect(await post(senderFor(daemon.url, 50))).toEqual({
      kind: 'failed',
      reason: 'no answer within 0.05 s',
    });
  });

  it('does not follow a redirect', async () => {
    answer = { redirect: '/elsewhere' };
    expect(await post(senderFor(daemon.url))).toEqual({
      kind: 'failed',
      reason: 'it answered 307, and redirects are not followed',
    });
    expect(daemon.posted.map(({ path }) => path)).toEqual(['/hooks/evm']);
  });

  it('says of an address that is not there only why', async () => {
    const { url } = daemon;
    const sender = senderFor(url);
    const closed = await startWebhookDaemon();
    await closed.close();
    expect(await post(senderFor(closed.url))).toEqual({
      kind: 'failed',
      reason: 'it cannot be reached (ECONNREFUSED)',
    });
    answer = 201;
    expect(await post(sender)).toEqual({ kind: 'accepted' });
  });

  it('ends at once when the worker must', async () => {
    answer = 'silence';
    const aborter = new AbortController();
    aborter.abort(new Error('stop'));
    await expect(post(senderFor(daemon.url), aborter.signal)).rejects.toThrow('stop');
  });
});

function senderFor(url: string, timeoutMs?: number): WebhookSender {
  const notify = { webhookUrl: url, webhookSecret: secret, email: undefined };
  const target = webhookTargetOf({ notify });
  if (!target) throw new Error('no target');
  return createFetchWebhookSender(target, {
    clock: systemClock,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

/** As a receiver checks it who has only read the specification. */
function isGenuine({ headers, body }: PostedWebhook): boolean {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = [headers['webhook-id'], headers['webhook-timestamp'], body].join('.');
  const expected = createHmac('sha256', key).update(signed).digest('base64');
  const age = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp']));
  const given = String(headers['webhook-signature']).split(' ');
  return age < 300 && given.includes(`v1,${expected}`);
}
