import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeEventStatus } from '../../../src/core/events/change-event-status.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { findParticipantBy } from '../../../src/core/participants/participant-repository.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { factsOf, makeEvent } from '../events/sample-event.js';
import { counterOf, join, standings } from './sample-participant.js';

describeEachEngine('registering a participant', (engine) => {
  const clock = fixedClock('2026-11-20T12:00:00Z');
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock });
  });
  afterAll(async () => await context?.close());

  it('gives the numbers of an event from 1 on, each event its own', async () => {
    const [first, second] = [await makeEvent(context), await makeEvent(context)];
    const numbers = [];
    for (const event of [first, second, first, first]) {
      numbers.push((await join(context, event)).number);
    }
    expect(numbers).toEqual([1, 1, 2, 3]);
    expect(await counterOf(context, first)).toEqual({ last_number: 3, occupied: 3 });
  });

  it('keeps everything as it was given', async () => {
    const event = await makeEvent(context);
    const joined = await join(context, event, {
      name: 'O\'Neil 👩‍👩‍👧 \\ "x"',
      email: 'full@example.com',
      phone: '+821012345678',
      birthDate: '1990-02-03',
      customResponses: { meal: '한식\n"둘"', age: 3.5, vip: true, note: null },
      consents: { required: true, marketing: true },
      source: 'referral',
    });
    const { knex } = context.database;
    const found = await findParticipantBy(knex, context.keyring, { id: joined.id });
    expect(found).toEqual(joined);
    expect(found).toMatchObject({ source: 'referral', status: 'registered', importId: null });
  });

  it('keeps when each consent was given, and that one was not', async () => {
    const joined = await join(context, await makeEvent(context), {
      consents: { required: true, marketing: false },
    });
    expect(joined.consents).toEqual({ requiredAt: clock.now(), marketingAt: null });
  });

  it('gives each participant a ticket code of their own', async () => {
    const event = await makeEvent(context);
    const codes = [await join(context, event), await join(context, event)].map(
      ({ ticketCode }) => ticketCode,
    );
    expect(new Set(codes).size).toBe(2);
    for (const code of codes) expect(code).toMatch(/^[0-9A-Z]{10}$/);
  });

  it('records the fact without personal data', async () => {
    const event = await makeEvent(context);
    await join(context, event, { name: '김비밀', email: 'secret@example.com' });
    const facts = await factsOf(context, event.id);
    expect(facts.at(-1)).toEqual({
      type: 'participant.registered',
      data: { status: 'registered', source: 'direct' },
    });
    expect(JSON.stringify(facts)).not.toMatch(/김비밀|secret/);
  });

  it('has an e-mail address once in an event, and again in another', async () => {
    const [event, other] = [await makeEvent(context), await makeEvent(context)];
    const email = 'once@example.com';
    await join(context, event, { email });
    await expect(join(context, event, { email })).rejects.toMatchObject({
      code: 'PARTICIPANT_EMAIL_TAKEN',
      exitCode: 5,
      message: `this e-mail address is registered for ${event.slug} already: #001 (registered)`,
      hint: `see them with: evm participant show '#001' --event ${event.slug}`,
    });
    expect((await join(context, other, { email })).number).toBe(1);
    expect(await counterOf(context, event)).toEqual({ last_number: 1, occupied: 1 });
  });

  it('says how somebody who was cancelled can come after all', async () => {
    const event = await makeEvent(context);
    const { id, email } = await join(context, event);
    await cancelParticipant(context, event, id);
    await expect(join(context, event, { email })).rejects.toMatchObject({
      hint: `to let them come after all: evm participant update '#001' --event ${event.slug} --status registered`,
    });
  });

  it('refuses the one too many where there is no waitlist, and no number is lost', async () => {
    const event = await makeEvent(context, { capacity: 2 });
    await join(context, event);
    await join(context, event);
    await expect(join(context, event)).rejects.toMatchObject({ code: 'EVENT_FULL', exitCode: 5 });
    expect(await counterOf(context, event)).toEqual({ last_number: 2, occupied: 2 });
  });

  it('puts the one too many on the waitlist where there is one', async () => {
    const event = await makeEvent(context, { capacity: 1, waitlistEnabled: true });
    await join(context, event);
    const waiting = await join(context, event);
    expect(waiting).toMatchObject({ number: 2, status: 'waitlisted', waitlistedAt: clock.now() });
    expect(await counterOf(context, event)).toEqual({ last_number: 2, occupied: 1 });
  });

  it('closes at the deadline, but not for the organiser', async () => {
    const event = await makeEvent(context, { registrationDeadline: '2026-11-20T11:59:59Z' });
    await expect(join(context, event)).rejects.toMatchObject({ code: 'REGISTRATION_CLOSED' });
    const invited = await join(context, event, { byOrganiser: true });
    expect(invited.status).toBe('registered');
  });

  it('is open to the very instant of the deadline', async () => {
    const event = await makeEvent(context, { registrationDeadline: '2026-11-20T12:00:00Z' });
    expect((await join(context, event)).status).toBe('registered');
  });

  it('waits for approval where the event wants it, and holds a place meanwhile', async () => {
    const event = await makeEvent(context, { requiresApproval: true, capacity: 1 });
    expect((await join(context, event)).status).toBe('pending');
    await expect(join(context, event)).rejects.toMatchObject({ code: 'EVENT_FULL' });
    expect(await standings(context, event)).toEqual(['1 pending']);
  });

  it('needs no approval from the organiser who registers somebody', async () => {
    const event = await makeEvent(context, { requiresApproval: true });
    expect((await join(context, event, { byOrganiser: true })).status).toBe('registered');
  });

  it('lets nobody into an event that is cancelled, whatever was read before', async () => {
    const event = await makeEvent(context);
    await changeEventStatus(context, event.id, 'cancelled');
    await expect(join(context, event, { byOrganiser: true })).rejects.toMatchObject({
      code: 'EVENT_CLOSED',
    });
  });

  it('undoes everything when its transaction fails: the number goes to the next one', async () => {
    const event = await makeEvent(context);
    const failing = { ...context, clock, ids: { next: () => 'not-a-uuid' } };
    await expect(join(failing, event, { email: 'a@example.com' })).rejects.toThrow();
    expect((await join(context, event, { email: 'a@example.com' })).number).toBe(1);
  });
});
