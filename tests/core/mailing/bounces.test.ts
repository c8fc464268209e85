import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { readMaildir } from '../../../src/core/mailing/adapters/maildir.js';
import type { BounceReport } from '../../../src/core/mailing/bounce-report.js';
import {
  countSoftBounce,
  type ReportedMessage,
} from '../../../src/core/mailing/bounce-repository.js';
import { pauseCampaign, resumeCampaign } from '../../../src/core/mailing/change-campaign.js';
import { ingestBounces, type ReportMail } from '../../../src/core/mailing/ingest-bounces.js';
import { decideReport, recordReport } from '../../../src/core/mailing/record-report.js';
import { isSuppressed } from '../../../src/core/mailing/suppress-address.js';
import { unsubscribe } from '../../../src/core/mailing/unsubscribe.js';
import { createUnsubscribeToken } from '../../../src/core/mailing/unsubscribe-token.js';
import { updateParticipant } from '../../../src/core/participants/update-participant.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { tempFolder } from '../../support/temp.js';
import { whoWaitsFor } from '../../support/who-waits-for.js';
import { makeEvent } from '../events/sample-event.js';
import { insertCampaign, submitMail } from './sample-mail.js';

const fixtureId = '0198c1d2-3e4f-7a5b-8c6d-7e8f90a1b2c3';

function fixture(name: string, id: string, to = 'hong@example.com'): string {
  const file = new URL(`../../fixtures/bounces/${name}.eml`, import.meta.url);
  return readFileSync(file, 'utf8').replaceAll(fixtureId, id).replaceAll('hong@example.com', to);
}

async function* mailsOf(...texts: string[]): AsyncGenerator<ReportMail> {
  for (const text of texts) yield { content: Buffer.from(text), settle: async () => undefined };
}

const noPause = { pause: () => Promise.reject(new Error('nothing is to be paused')) };

describe('what a report changes', () => {
  const submitted: ReportedMessage = {
    campaignId: null,
    state: 'done',
    outcome: 'submitted',
    submissions: 1,
    bounces: 0,
  };
  const hard = { kind: 'bounce', hardness: 'hard' } as const;
  const soft = { kind: 'bounce', hardness: 'soft' } as const;
  const complaint = { kind: 'complaint' } as const;

  it('is its kind, for a message that was submitted or may have been', () => {
    for (const message of [submitted, { ...submitted, state: 'unknown', outcome: null } as const]) {
      expect(decideReport(hard, message)).toBe('hardBounces');
      expect(decideReport(soft, message)).toBe('softBounces');
      expect(decideReport(complaint, message)).toBe('complaints');
    }
  });

  it('is nothing for a message that was never submitted, or does not exist', () => {
    for (const report of [hard, soft, complaint]) {
      expect(decideReport(report, undefined)).toBe('unmatched');
      for (const state of ['pending', 'failed', 'cancelled'] as const) {
        const message = { ...submitted, state, outcome: null, submissions: 0 };
        expect(decideReport(report, message)).toBe('unmatched');
      }
    }
  });

  it('has to wait while the message is being sent', () => {
    expect(decideReport(hard, { ...submitted, state: 'claimed' })).toBe('tooEarly');
    expect(decideReport(hard, { ...submitted, state: 'pending' })).toBe('tooEarly');
  });

  it('is nothing the second time, and a bounce nothing after a complaint', () => {
    const bounced = { ...submitted, outcome: 'bounced' } as const;
    const complained = { ...submitted, outcome: 'complained' } as const;
    expect(decideReport(hard, bounced)).toBe('known');
    expect(decideReport(soft, bounced)).toBe('known');
    expect(decideReport(soft, { ...submitted, bounces: 1 })).toBe('known');
    expect(decideReport(complaint, complained)).toBe('known');
    expect(decideReport(hard, complained)).toBe('known');
    expect(decideReport(complaint, bounced)).toBe('complaints');
    expect(decideReport(hard, { ...submitted, bounces: 1 })).toBe('hardBounces');
  });
});

describeEachEngine('ingesting bounces', (engine) => {
  let context: TestContext;
  let event: Event;
  beforeAll(async () => {
    context = await openTestContext(engine);
    event = await makeEvent(context);
  });
  afterAll(async () => await context?.close());

  const submit = async (count: number, campaignId: string | null = null) =>
    await submitMail(context, event, { count, campaignId });

  async function submitOne() {
    return (await submit(1))[0] as Awaited<ReturnType<typeof submit>>[number];
  }

  async function fateOf(id: string) {
    return await context.database.knex('messages').where({ id }).first('outcome', 'bounces');
  }

  const suppressed = (email: string) => isSuppressed(context.database.knex, context, email);

  it('marks a hard bounce and suppresses its address, once', async () => {
    const { id, person } = await submitOne();
    const text = fixture('postfix-user-unknown', id, person.email);
    const first = await ingestBounces(context, mailsOf(text, text), noPause);
    expect(first).toMatchObject({ mails: 2, hardBounces: 1, known: 1 });
    expect(await fateOf(id)).toEqual({ outcome: 'bounced', bounces: 0 });
    expect(await suppressed(person.email)).toBe(true);
  });

  it('counts a soft bounce once, and lets its address be', async () => {
    const { id, person } = await submitOne();
    const text = fixture('gmail-over-quota', id, person.email);
    const summary = await ingestBounces(context, mailsOf(text, text), noPause);
    expect(summary).toMatchObject({ softBounces: 1, known: 1 });
    expect(await fateOf(id)).toEqual({ outcome: 'submitted', bounces: 1 });
    expect(await suppressed(person.email)).toBe(false);
  });

  it('suppresses who complained, whatever the report leaves of the address', async () => {
    const { id, person } = await submitOne();
    const summary = await ingestBounces(context, mailsOf(fixture('arf-abuse', id)), noPause);
    expect(summary).toMatchObject({ complaints: 1 });
    expect(await fateOf(id)).toEqual({ outcome: 'complained', bounces: 0 });
    expect(await suppressed(person.email)).toBe(true);
  });

  it('leaves a corrected address alone when the old one bounces', async () => {
    const { id, person } = await submitOne();
    const email = `new-${person.email}`;
    await updateParticipant(context, event, person.id, { email });
    const text = fixture('postfix-user-unknown', id, person.email);
    expect(await ingestBounces(context, mailsOf(text), noPause)).toMatchObject({ hardBounces: 1 });
    expect(await suppressed(email)).toBe(false);
    expect(await suppressed(person.email)).toBe(false);
  });

  it('believes nothing about a message that was not submitted', async () => {
    const { id, person } = await submitOne();
    await context.database
      .knex('messages')
      .where({ id })
      .update({ state: 'cancelled', outcome: null, submissions: 0 });
    const forged = fixture('postfix-user-unknown', id, person.email);
    const stranger = fixture('postfix-user-unknown', context.ids.next());
    const summary = await ingestBounces(context, mailsOf(forged, stranger), noPause);
    expect(summary).toMatchObject({ unmatched: 2, hardBounces: 0 });
    expect(await suppressed(person.email)).toBe(false);
  });

  // The embedded database lets one transaction in at a time.
  it.skipIf(engine === 'embedded')('records reports that come at once as one', async () => {
    const { id } = await submitOne();
    const report: BounceReport = { kind: 'bounce', hardness: 'soft', messageId: id };
    let second: ReturnType<typeof recordReport> | undefined;
    await context.database.transaction(async (trx) => {
      await countSoftBounce(trx, id);
      second = recordReport(context, report);
      await eventually('it waits', () => whoWaitsFor(trx));
    });
    expect(await second).toMatchObject({ result: 'known' });
    expect(await fateOf(id)).toMatchObject({ bounces: 1 });
  });

  it('reads what is new in a maildir and marks it as seen, but not what is too early', async () => {
    const [done, sending] = await submit(2);
    await context.database.knex('messages').where({ id: sending?.id }).update({ state: 'claimed' });
    const folder = maildirOf({
      '1.a': fixture('postfix-user-unknown', done?.id ?? '', done?.person.email),
      '2.b': fixture('postfix-user-unknown', sending?.id ?? '', sending?.person.email),
      '3.c': fixture('vacation', done?.id ?? ''),
    });
    const summary = await ingestBounces(context, readMaildir(folder), noPause);
    expect(summary).toMatchObject({ mails: 3, hardBounces: 1, tooEarly: 1, others: 1 });
    expect(readdirSync(joinPath(folder, 'new'))).toEqual(['2.b']);
    expect(readdirSync(joinPath(folder, 'cur')).sort()).toEqual(['1.a:2,S', '3.c:2,S']);
  });

  it('pauses a campaign that bounces too much before a mail of it is settled', async () => {
    const campaignId = context.ids.next();
    await insertCampaign(context, event, campaignId);
    const sent = await submit(21, campaignId);
    const mails = sent.map(({ id, person }) => fixture('qmail-no-mailbox', id, person.email));
    const reason = '21 of the last 21 bounced: no such address';
    const folder = maildirOf(Object.fromEntries(mails.map((text, index) => [`${index}.x`, text])));
    const died = { pause: () => Promise.reject(new Error('killed')) };
    await expect(ingestBounces(context, readMaildir(folder), died)).rejects.toThrow('killed');
    expect(readdirSync(joinPath(folder, 'new'))).toHaveLength(21);

    const again = await ingestBounces(context, readMaildir(folder), { pause: pauseCampaign });
    expect(again).toMatchObject({ known: 21, hardBounces: 0, pausedCampaigns: [campaignId] });
    const campaign = context.database.knex('campaigns').where({ id: campaignId }).first();
    expect(await campaign).toMatchObject({ state: 'paused', state_reason: reason });
    expect(readdirSync(joinPath(folder, 'new'))).toEqual([]);
    expect(await ingestBounces(context, mailsOf(...mails), noPause)).toMatchObject({ known: 21 });

    await resumeCampaign(context, { id: campaignId });
    expect(await ingestBounces(context, mailsOf(...mails), noPause)).toMatchObject({ known: 21 });
  });

  it('takes whoever follows the link of a message off the list, as often as they do', async () => {
    const { id, person } = await submitOne();
    const token = createUnsubscribeToken(context.keyring, id);
    expect(await unsubscribe(context, token)).toBe('added');
    expect(await unsubscribe(context, token)).toBe('known');
    expect(await suppressed(person.email)).toBe(true);
    await context.database.knex('messages').where({ id }).delete();
    expect(await unsubscribe(context, token)).toBe('forgotten');
    await expect(unsubscribe(context, `${token.slice(0, -1)}x`)).rejects.toMatchObject({
      code: 'UNSUBSCRIBE_TOKEN_INVALID',
      exitCode: 4,
    });
  });
});

function maildirOf(mails: Record<string, string>): string {
  const folder = tempFolder();
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(joinPath(folder, part));
  for (const [name, text] of Object.entries(mails)) {
    writeFileSync(joinPath(folder, 'new', name), text);
  }
  return folder;
}
