import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { findMessage } from '../../../src/core/mailing/find-message.js';
import { messageLedger } from '../../../src/core/mailing/jobs.js';
import type { ReadyMessage, SubmitOutcome } from '../../../src/core/mailing/mail-transport.js';
import { messageDocument } from '../../../src/core/mailing/message-document.js';
import { overrideMessage } from '../../../src/core/mailing/override-message.js';
import type { TemplateName } from '../../../src/core/mailing/schema.js';
import { sendMessage } from '../../../src/core/mailing/send-message.js';
import { summariseMail } from '../../../src/core/mailing/summarise-mail.js';
import { suppressAddress } from '../../../src/core/mailing/suppress-address.js';
import { transportErrors } from '../../../src/core/mailing/transport-errors.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { claimDue } from '../../../src/core/runtime/ledger/claim-rows.js';
import type { Claim } from '../../../src/core/runtime/ledger/ledger-contract.js';
import { settleFailure } from '../../../src/core/runtime/ledger/settle-claim.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { accepted, createMemoryTransport } from '../../support/memory-transport.js';
import { makeEvent } from '../events/sample-event.js';
import { join } from '../participants/sample-participant.js';
import { queueMail } from './sample-mail.js';

describeEachEngine('sending a message', (engine) => {
  let context: TestContext;
  let event: Event;
  let person: Participant;
  beforeAll(async () => {
    context = await openTestContext(engine);
    event = await makeEvent(context, { slug: 'devday' });
    person = await join(context, event, { name: '홍길동', email: 'hong@example.com' });
  });
  beforeEach(async () => {
    for (const table of ['messages', 'suppressions', 'mail_hosts']) {
      await context.database.knex(table).delete();
    }
  });
  afterAll(async () => await context?.close());

  const bulk = 'reminder';
  const ticket = 'registration_confirmation';

  async function claim(): Promise<Claim | undefined> {
    const options = { leaseSeconds: 60, ids: context.ids, limit: 1 };
    return (await claimDue(context.database, messageLedger, options))[0];
  }

  /** Queues a message, sends it to a server that answers like this, and shows what became of it. */
  async function send(template: TemplateName, outcome: SubmitOutcome, between = async () => {}) {
    const id = await queueMail(context, { event, participant: person, template });
    const transport = createMemoryTransport(() => outcome);
    const claimed = (await claim()) as Claim;
    await between();
    const { signal } = new AbortController();
    const end = await sendMessage(context, transport, claimed, { signal }).catch((error) => error);
    return { id, end, transport, message: messageDocument(await findMessage(context, id)) };
  }

  it('ends as submitted when the server has taken it, with the ticket in it', async () => {
    const { message, transport, id } = await send(ticket, accepted);
    expect(message).toMatchObject({ status: 'submitted', submissions: 1, host: 'memory' });
    const [ready] = transport.messages as [ReadyMessage];
    expect(ready.messageId).toMatch(new RegExp(`^<${id}@`));
    expect(ready.to).toEqual({ name: '홍길동', address: 'hong@example.com' });
    expect(ready.attachments.map(({ contentType }) => contentType.split(';')[0])).toEqual([
      'image/png',
      'text/calendar',
    ]);
    expect(ready.html).toContain('홍길동');
  });

  it('ends as unknown when nobody can know, and is not sent again by itself', async () => {
    const outcome = { kind: 'unknown', phase: 'body', reason: 'lost after the body' } as const;
    const { message, id } = await send(bulk, outcome);
    expect(message).toMatchObject({ status: 'unknown', reason: 'lost after the body' });
    expect(await claim()).toBeUndefined();
    await overrideMessage(context, { reference: id, action: 'release' });
    expect(await claim()).toMatchObject({ id });
  });

  it('with a ticket is sent once more under the same Message-ID, and no third time', async () => {
    const outcome = { kind: 'unknown', phase: 'body', reason: 'lost after the body' } as const;
    const { id, message, end, transport } = await send(ticket, outcome);
    expect(end).toBe('postponed');
    expect(message).toMatchObject({ status: 'pending', submissions: 1 });
    await context.database.knex('messages').update({ not_before: new Date(0) });
    const again = (await claim()) as Claim;
    await sendMessage(context, transport, again, { signal: new AbortController().signal });
    expect(messageDocument(await findMessage(context, id))).toMatchObject({
      status: 'unknown',
      submissions: 2,
    });
    expect(new Set(transport.messages.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('is not begun when it cannot be made, so that it is surely not sent', async () => {
    const id = await queueMail(context, { event, participant: person, template: bulk });
    const transport = createMemoryTransport();
    transport.prepare = async () => {
      throw transportErrors.unsafeHeader({ header: 'Subject' });
    };
    const claimed = (await claim()) as Claim;
    const { signal } = new AbortController();
    await expect(sendMessage(context, transport, claimed, { signal })).rejects.toMatchObject({
      code: 'MAIL_UNSAFE_HEADER',
    });
    const [row] = await context.database.knex('messages').where({ id });
    expect(row).toMatchObject({ submission_began_at: null, submissions: 0 });
  });

  it('is left as unknown by whoever takes over from a worker that died while it sent', async () => {
    const { id } = await send(bulk, accepted);
    await context.database.knex('messages').update({
      state: 'claimed',
      outcome: null,
      submitted_at: null,
      lease_until: new Date(0),
    });
    const transport = createMemoryTransport();
    const claimed = (await claim()) as Claim;
    await sendMessage(context, transport, claimed, { signal: new AbortController().signal });
    expect(transport.messages).toEqual([]);
    expect(messageDocument(await findMessage(context, id))).toMatchObject({ status: 'unknown' });
  });

  it('is unknown, not failed, when it is set aside or refused after it may have gone out', async () => {
    const dying = await send(bulk, accepted);
    await context.database
      .knex('messages')
      .where({ id: dying.id })
      .update({
        state: 'claimed',
        outcome: null,
        submitted_at: null,
        lease_until: new Date(0),
        crashes: 4,
      });
    expect(await claim()).toBeUndefined();
    const setAside = messageDocument(await findMessage(context, dying.id));
    expect(setAside).toMatchObject({ status: 'unknown', submissions: 1 });
    expect(setAside.reason).toMatch(/QUARANTINED/);

    const lost = { kind: 'unknown', phase: 'body', reason: 'cut' } as const;
    const { id } = await send(ticket, lost);
    await context.database
      .knex('messages')
      .where({ id })
      .update({ not_before: new Date(0) });
    const refused = { kind: 'refused', phase: 'data', code: 554, isAddressBad: false } as const;
    const transport = createMemoryTransport(() => ({ ...refused, reason: 'no' }));
    const again = (await claim()) as Claim;
    const { signal } = new AbortController();
    const error = await sendMessage(context, transport, again, { signal }).catch(
      (thrown) => thrown,
    );
    await settleFailure(context.database, messageLedger, { claim: again, error });
    expect(messageDocument(await findMessage(context, id))).toMatchObject({
      status: 'unknown',
      submissions: 1,
    });
  });

  it('is deferred as an error that counts, and surely not sent', async () => {
    const outcome = { kind: 'deferred', phase: 'recipient', code: 450, reason: 'later' } as const;
    const { message, end } = await send(bulk, outcome);
    expect(end).toMatchObject({ code: 'MAIL_DEFERRED' });
    expect(message).toMatchObject({ failure: { phase: 'recipient', code: 450 }, submissions: 0 });
  });

  it('refused for its address ends for good, and puts the address on the list', async () => {
    const outcome = {
      kind: 'refused',
      phase: 'recipient',
      code: 550,
      reason: 'no such address',
      isAddressBad: true,
    } as const;
    const { end } = await send(bulk, outcome);
    expect(end).toMatchObject({ code: 'MAIL_REFUSED', exitCode: 2 });
    const { message, transport } = await send(ticket, accepted);
    expect(message).toMatchObject({ status: 'suppressed' });
    expect(transport.messages).toEqual([]);
  });

  it('waits, losing no attempt, while the server is the problem, and so do all others', async () => {
    const outcome = {
      kind: 'unreachable',
      phase: 'connect',
      code: undefined,
      reason: 'down',
    } as const;
    const { message, end } = await send(bulk, outcome);
    expect(end).toBe('postponed');
    expect(message).toMatchObject({ status: 'pending', attempts: 0, submissions: 0 });
    // How long it is left alone is not how long this test may take.
    const { knex } = context.database;
    await knex('mail_hosts').whereNotNull('paused_until').update({ paused_until: '2200-01-01' });
    expect(await claim()).toBeUndefined();
    const { hosts } = await summariseMail(context, event);
    expect(hosts).toMatchObject([{ host: 'memory', lastError: 'down' }]);
    await knex('mail_hosts').update({ paused_until: new Date(0) });
    expect(await claim()).toMatchObject({ attempts: 0 });
  });

  it('is kept back by what happens between its claim and the first byte', async () => {
    const { message, transport } = await send(bulk, accepted, async () => {
      await context.database.transaction(async (trx) => {
        await suppressAddress(trx, context, { email: person.email, reason: 'unsubscribed' });
      });
    });
    expect(message).toMatchObject({ status: 'suppressed' });
    expect(transport.messages).toEqual([]);
  });

  it('goes to nobody who has cancelled since, and tells them of that when asked to', async () => {
    const other = await join(context, event, { name: '김철수', email: 'kim@example.com' });
    const id = await queueMail(context, { event, participant: other, template: ticket });
    await cancelParticipant(context, event, other.id, { notify: true });
    const transport = createMemoryTransport();
    for (let claimed = await claim(); claimed; claimed = await claim()) {
      await sendMessage(context, transport, claimed, { signal: new AbortController().signal });
    }
    expect(messageDocument(await findMessage(context, id))).toMatchObject({ status: 'cancelled' });
    expect(transport.messages.map(({ to }) => to.address)).toEqual(['kim@example.com']);
    const { counts } = await summariseMail(context, event);
    expect(counts).toMatchObject({ submitted: 1, cancelled: 1 });
  });
});
