import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { updateEvent } from '../../../src/core/events/update-event.js';
import { messageLedger } from '../../../src/core/mailing/jobs.js';
import { resetTemplate } from '../../../src/core/mailing/reset-template.js';
import { sendMessage } from '../../../src/core/mailing/send-message.js';
import { setTemplate } from '../../../src/core/mailing/set-template.js';
import { suppressAddress } from '../../../src/core/mailing/suppress-address.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { claimDue } from '../../../src/core/runtime/ledger/claim-rows.js';
import type { Claim } from '../../../src/core/runtime/ledger/ledger-contract.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { gate } from '../../support/gate.js';
import { accepted, createMemoryTransport } from '../../support/memory-transport.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';
import { queueMail } from './sample-mail.js';

describeEachEngine('messages on their way through one worker', (engine) => {
  let context: TestContext;
  let now: Date;
  let event: Event;
  let person: Participant;
  beforeAll(async () => {
    now = new Date();
    const config = { mail: { connections: 1 } };
    context = await openTestContext(engine, { config, clock: { now: () => now } });
    event = await makeEvent(context, { slug: 'devday', timezone: 'Europe/Paris' });
    person = await join(context, event, { name: '홍길동', email: 'hong@example.com' });
  });
  beforeEach(async () => {
    for (const table of ['messages', 'suppressions']) await context.database.knex(table).delete();
  });
  afterAll(async () => await context?.close());

  const { signal } = new AbortController();

  async function claimNew(template: 'reminder' | 'registration_confirmation'): Promise<Claim> {
    await queueMail(context, { event, participant: person, template });
    const options = { leaseSeconds: 60, ids: context.ids, limit: 1 };
    return (await claimDue(context.database, messageLedger, options))[0] as Claim;
  }

  it('are made of what the event, its template and its key are now, not of what they were', async () => {
    const transport = createMemoryTransport();
    const template = 'reminder';
    const key = { eventId: event.id, template, locale: 'en' } as const;
    const send = async () => {
      await sendMessage(context, transport, await claimNew(template), { signal });
      return transport.messages.at(-1)?.subject;
    };
    await send();
    await updateEvent(context, event.id, { name: 'Renamed' });
    expect(await send()).toContain('Renamed');
    for (const subject of ['Own', 'Changed at once']) {
      await setTemplate(context, key, { subject, html: '<p>Hello</p>', text: null });
      expect(await send()).toBe(subject);
    }
    await resetTemplate(context, key);
    expect(await send()).toContain('Renamed');
  });

  it('are kept back by what happens while they wait for a slow server', async () => {
    const held = gate<void>();
    const reached = gate<void>();
    const transport = createMemoryTransport(async () => {
      reached.open();
      await held.opened;
      return accepted;
    });
    const [first, second] = [await claimNew('reminder'), await claimNew('reminder')];
    const sending = sendMessage(context, transport, first, { signal });
    await reached.opened;
    const waiting = sendMessage(context, transport, second, { signal });
    await eventually('the second is begun', async () => {
      const row = await context.database.knex('messages').where({ id: second.id }).first();
      return row.submission_began_at ?? undefined;
    });
    await context.database.transaction(async (trx) => {
      await suppressAddress(trx, context, { email: person.email, reason: 'unsubscribed' });
    });
    now = new Date(now.getTime() + 60_000);
    held.open();
    await Promise.all([sending, waiting]);
    expect(transport.messages).toHaveLength(1);
    const row = await context.database.knex('messages').where({ id: second.id }).first();
    expect(row).toMatchObject({ state: 'cancelled', outcome: 'suppressed', submissions: 0 });
    expect(row.submission_began_at).toBeNull();
  });

  it('lose no outcome when one of those that are recorded together is not theirs any more', async () => {
    const transport = createMemoryTransport(async () => {
      await context.database
        .knex('messages')
        .where({ id: stolen.id })
        .update({ lease_token: context.ids.next() });
      return accepted;
    });
    const [stolen, kept] = [await claimNew('reminder'), await claimNew('reminder')];
    const ends = await Promise.allSettled(
      [stolen, kept].map(async (claim) => await sendMessage(context, transport, claim, { signal })),
    );
    expect(ends).toMatchObject([
      { status: 'rejected', reason: { code: 'LEASE_LOST' } },
      { status: 'fulfilled' },
    ]);
    const states = await context.database.knex('messages').orderBy('id').select('id', 'state');
    expect(states).toEqual([
      { id: stolen.id, state: 'claimed' },
      { id: kept.id, state: 'done' },
    ]);
  });
});
