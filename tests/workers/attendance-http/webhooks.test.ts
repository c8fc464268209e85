import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { isSuppressed } from '../../../src/core/mailing/suppress-address.js';
import { makeEvent } from '../../core/events/sample-event.js';
import { insertCampaign, submitMail } from '../../core/mailing/sample-mail.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import {
  snsBody,
  snsCertificateUrl,
  snsHost,
  snsServer,
  snsTopic,
} from '../../support/sns-signer.js';
import { call, type RunningService, startService } from './running-service.js';
import { type Served, serveAll } from './serve-all.js';

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const sendgridKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');

describeEachEngine('what mail services report', (engine) => {
  let context: TestContext;
  let service: RunningService;
  let event: Event;
  const asked: string[] = [];
  const prepare = async (served: Served) => {
    ({ context, service } = served);
    event = await makeEvent(context);
  };
  const config = { mail: { sesTopics: snsTopic, sendgridKey } };
  serveAll(engine, prepare, { config, download: snsServer(asked) });

  const fateOf = async (id: string) =>
    await context.database.knex('messages').where({ id }).first('outcome', 'bounces');
  const suppressed = (email: string) => isSuppressed(context.database.knex, context, email);

  async function postSes(body: string) {
    const headers = { 'content-type': 'text/plain; charset=UTF-8' };
    return await call(service, '/webhooks/ses', { body, headers });
  }

  async function postSendgrid(events: unknown, changes: { key?: string; timestamp?: string } = {}) {
    const body = JSON.stringify(events);
    const signature = sign('sha256', Buffer.from(`1763712000${body}`), pair.privateKey);
    return await call(service, '/webhooks/sendgrid', {
      body,
      headers: {
        'x-twilio-email-event-webhook-signature': changes.key ?? signature.toString('base64'),
        'x-twilio-email-event-webhook-timestamp': changes.timestamp ?? '1763712000',
      },
    });
  }

  function bounceOf({ id, person }: { id: string; person: { email: string } }): string {
    return JSON.stringify({
      notificationType: 'Bounce',
      mail: { headers: [{ name: 'Message-ID', value: `<${id}@example.com>` }] },
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: person.email, status: '5.1.1' }],
      },
    });
  }

  it('by Amazon SES, is recorded once, however often it comes', async () => {
    const [sent] = await submitMail(context, event, { count: 1 });
    if (!sent) throw new Error('nothing was sent');
    const body = snsBody({ Message: bounceOf(sent) });
    for (let time = 0; time < 2; time++) expect((await postSes(body)).status).toBe(204);
    expect(await fateOf(sent.id)).toEqual({ outcome: 'bounced', bounces: 0 });
    expect(await suppressed(sent.person.email)).toBe(true);
  });

  it('by SendGrid, is recorded event by event', async () => {
    const [hard, soft, spam, fine] = await submitMail(context, event, { count: 4 });
    const eventOf = (one: typeof hard, fields: object) => ({
      email: one?.person.email,
      'smtp-id': `<${one?.id}@example.com>`,
      ...fields,
    });
    const events = [
      eventOf(hard, { event: 'bounce', type: 'bounce', reason: '550 5.1.1 user unknown' }),
      eventOf(soft, { event: 'bounce', type: 'blocked', reason: '550 5.7.1 spam' }),
      eventOf(spam, { event: 'spamreport' }),
      eventOf(fine, { event: 'delivered' }),
    ];
    for (let time = 0; time < 2; time++) expect((await postSendgrid(events)).status).toBe(204);
    const fates = [];
    for (const one of [hard, soft, spam, fine]) fates.push(await fateOf(one?.id ?? ''));
    expect(fates).toEqual([
      { outcome: 'bounced', bounces: 0 },
      { outcome: 'submitted', bounces: 1 },
      { outcome: 'complained', bounces: 0 },
      { outcome: 'submitted', bounces: 0 },
    ]);
  });

  it('changes nothing without a valid signature', async () => {
    const [sent] = await submitMail(context, event, { count: 1 });
    if (!sent) throw new Error('nothing was sent');
    const forged = snsBody({}, { forged: { Message: bounceOf(sent) } });
    const spam = [{ event: 'spamreport', 'smtp-id': `<${sent.id}@example.com>` }];
    for (const answer of [
      await postSes(forged),
      await postSes('{}'),
      await postSendgrid(spam, { timestamp: '1763712001' }),
      await postSendgrid(spam, { key: '' }),
      await postSendgrid(spam, { key: 'bm8gc2lnbmF0dXJl' }),
      await call(service, '/webhooks/sendgrid', { method: 'POST' }),
    ]) {
      expect(answer).toMatchObject({ status: 401, body: { type: 'urn:evm:problem:not_signed' } });
    }
    expect(await fateOf(sent.id)).toEqual({ outcome: 'submitted', bounces: 0 });
  });

  it('is asked for again while its message is being sent', async () => {
    const [sent] = await submitMail(context, event, { count: 1 });
    if (!sent) throw new Error('nothing was sent');
    const row = context.database.knex('messages').where({ id: sent.id });
    await row.clone().update({ state: 'claimed' });
    const body = snsBody({ Message: bounceOf(sent) });
    const early = await postSes(body);
    expect(early).toMatchObject({ status: 503, body: { type: 'urn:evm:problem:too_early' } });
    expect(early.headers.get('retry-after')).not.toBeNull();
    await row.clone().update({ state: 'done' });
    expect((await postSes(body)).status).toBe(204);
    expect(await fateOf(sent.id)).toMatchObject({ outcome: 'bounced' });
  });

  it('pauses a campaign that bounces too much', async () => {
    const campaignId = context.ids.next();
    await insertCampaign(context, event, campaignId);
    for (const sent of await submitMail(context, event, { count: 21, campaignId })) {
      await postSes(snsBody({ Message: bounceOf(sent) }));
    }
    const campaign = context.database.knex('campaigns').where({ id: campaignId }).first('state');
    expect(await campaign).toEqual({ state: 'paused' });
  });

  it('is announced by Amazon, which is told that it may', async () => {
    const SubscribeURL = `${snsHost}/?Action=ConfirmSubscription`;
    const confirmation = { Type: 'SubscriptionConfirmation', Token: 'x', SubscribeURL };
    expect((await postSes(snsBody(confirmation))).status).toBe(204);
    expect(asked).toContain(SubscribeURL);
    // Once for all that came.
    expect(asked.filter((url) => url === snsCertificateUrl)).toHaveLength(1);
  });

  it('has no address where nobody said whose signature counts', async () => {
    const plain = await openTestContext(engine);
    const other = await startService(plain);
    try {
      for (const name of ['ses', 'sendgrid']) {
        const answer = await call(other, `/webhooks/${name}`, { body: '{}' });
        expect(answer.status).toBe(404);
      }
    } finally {
      await other.stop();
      await plain.close();
    }
  });
});
