import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { createSigningKey } from '../../../src/core/tickets/event-signing-key.js';
import { openSigningKey } from '../../../src/core/tickets/open-signing-key.js';
import { showTicket } from '../../../src/core/tickets/show-ticket.js';
import { encodeTicketPayload } from '../../../src/core/tickets/ticket-payload.js';
import { verifyTicket } from '../../../src/core/tickets/verify-ticket.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent, register, reissue } from './sample-event.js';

describeEachEngine('a ticket', (engine) => {
  let context: TestContext;
  let event: Event;
  let otherEvent: Event;

  beforeAll(async () => {
    context = await openTestContext(engine);
    event = await makeEvent(context, 'devday');
    otherEvent = await makeEvent(context, 'other');
    await openSigningKey(context, otherEvent.id);
  });
  afterAll(async () => await context.close());

  async function payloadOf(participant: Participant): Promise<string> {
    return (await showTicket(context, event, participant)).payload;
  }

  it('is shown with its holder, its code in two groups and a payload', async () => {
    const holder = await register(context, event, '홍길동');
    const ticket = await showTicket(context, event, holder);
    expect(ticket).toEqual({
      event: 'devday',
      participantId: holder.id,
      number: holder.number,
      name: '홍길동',
      code: `${holder.ticketCode.slice(0, 5)}-${holder.ticketCode.slice(5)}`,
      copy: 1,
      payload: expect.stringMatching(/^EVM1:/),
    });
  });

  it('is valid for its event, and without being told which event it is', async () => {
    const holder = await register(context, event, 'Kim');
    const payload = await payloadOf(holder);
    for (const eventId of [event.id, undefined]) {
      expect(await verifyTicket(context, { payload, eventId })).toMatchObject({
        judgement: { verdict: 'valid', copy: 1 },
        eventId: event.id,
        holder: { id: holder.id, name: 'Kim' },
      });
    }
  });

  it('is refused at another event', async () => {
    const payload = await payloadOf(await register(context, event, 'Lee'));
    expect(await verifyTicket(context, { payload, eventId: otherEvent.id })).toEqual({
      judgement: { verdict: 'wrong_event' },
    });
  });

  it('is refused when no event here has its key', async () => {
    const payload = encodeTicketPayload(createSigningKey(context.random), {
      ticketCode: '7K3QM9XPDR',
      copy: 1,
    });
    expect(await verifyTicket(context, { payload })).toEqual({
      judgement: { verdict: 'wrong_event' },
    });
  });

  it('is refused when it is forged', async () => {
    const holder = await register(context, event, 'Park');
    const { tag } = await openSigningKey(context, event.id);
    const payload = encodeTicketPayload(
      { ...createSigningKey(context.random), tag },
      { ticketCode: holder.ticketCode, copy: 1 },
    );
    expect(await verifyTicket(context, { payload })).toEqual({
      judgement: { verdict: 'invalid_signature' },
    });
  });

  it('is refused as an old copy once a newer one exists', async () => {
    const holder = await register(context, event, 'Choi');
    const oldPayload = await payloadOf(holder);
    const newPayload = await payloadOf(await reissue(context, holder));
    expect((await verifyTicket(context, { payload: oldPayload })).judgement).toMatchObject({
      verdict: 'old_copy',
      copy: 1,
      newestCopy: 2,
    });
    expect((await verifyTicket(context, { payload: newPayload })).judgement).toMatchObject({
      verdict: 'valid',
      copy: 2,
    });
  });

  it('is refused as unknown when the record has no such ticket or copy', async () => {
    const holder = await register(context, event, 'Yoon');
    const key = await openSigningKey(context, event.id);
    for (const fields of [
      { ticketCode: '0000000000', copy: 1 },
      { ticketCode: holder.ticketCode, copy: 2 },
    ]) {
      const payload = encodeTicketPayload(key, fields);
      expect((await verifyTicket(context, { payload })).judgement.verdict).toBe('unknown_ticket');
    }
  });

  it('is refused, and not shown again, once the registration is cancelled', async () => {
    const holder = await register(context, event, 'Jung');
    const payload = await payloadOf(holder);
    const { participant } = await cancelParticipant(context, event, holder.id);
    expect((await verifyTicket(context, { payload })).judgement).toMatchObject({
      verdict: 'not_registered',
      status: 'cancelled',
    });
    await expect(showTicket(context, event, participant)).rejects.toMatchObject({
      code: 'TICKET_NOT_ISSUED',
      message: expect.stringContaining('has no ticket: the registration is cancelled'),
    });
  });

  it('is told from what is no ticket at all', async () => {
    const verdictOf = async (payload: string) =>
      (await verifyTicket(context, { payload })).judgement.verdict;
    expect(await verdictOf('https://example.com')).toBe('malformed');
    expect(await verdictOf('EVM2:ABC')).toBe('unsupported_version');
  });

  it('still verifies after its key was replaced', async () => {
    const holder = await register(context, event, 'Han');
    const payload = await payloadOf(holder);
    await context.database
      .knex('event_signing_keys')
      .where({ event_id: event.id })
      .update({ retired_at: new Date() });
    const again = await payloadOf(holder);
    expect(again).not.toBe(payload);
    for (const text of [payload, again]) {
      expect((await verifyTicket(context, { payload: text })).judgement.verdict).toBe('valid');
    }
  });

  it('is of no event once its event is deleted', async () => {
    const deleted = await makeEvent(context, 'deleted');
    const holder = await register(context, deleted, 'Seo');
    const { payload } = await showTicket(context, deleted, holder);
    await context.database
      .knex('events')
      .where({ id: deleted.id })
      .update({ deleted_at: new Date() });
    expect((await verifyTicket(context, { payload })).judgement.verdict).toBe('wrong_event');
  });
});
