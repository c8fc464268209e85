import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../../src/core/events/schema.js';
import { importLedger } from '../../../src/core/imports/jobs.js';
import { runStoredImport } from '../../../src/core/imports/run-stored-import.js';
import { cancelParticipant } from '../../../src/core/participants/cancel-participant.js';
import { registerParticipant } from '../../../src/core/participants/register-participant.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import type { Claim } from '../../../src/core/runtime/ledger/ledger-contract.js';
import { claimOne } from '../../support/claim-one.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { makeEvent } from '../events/sample-event.js';
import { importCsv, submitCsv } from '../imports/sample-import.js';
import { standings } from '../participants/sample-participant.js';

const three =
  'name,email\n홍길동,hong@example.com\n김철수,kim@example.com\n이영희,lee@example.com\n';

describeEachEngine('mail that a change brings along', (engine) => {
  let context: TestContext;
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  afterAll(async () => await context?.close());

  /** Who gets what, by number, and whether it was written together with the participant. */
  async function mailOf(event: Event): Promise<string[]> {
    const { rows } = await context.database.knex.raw<{
      rows: { number: number; template: string; together: boolean }[];
    }>(
      `SELECT number, template, messages.xmin = participants.xmin AS together
       FROM messages JOIN participants ON participants.id = participant_id
       WHERE messages.event_id = ? ORDER BY number, messages.id`,
      [event.id],
    );
    return rows.map(
      ({ number, template, together }) => `${number} ${template}${together ? '' : ' (later)'}`,
    );
  }

  const welcome = (number: number) => `${number} registration_confirmation`;

  async function add(event: Event, email: string): Promise<Participant> {
    return await registerParticipant(context, {
      event,
      identity: { name: '박지성', email, phone: null, birthDate: null, customResponses: {} },
      source: 'direct',
      consents: { required: true, marketing: false },
      byOrganiser: false,
      welcome: true,
    });
  }

  it('is a welcome for everybody in a file, in the transaction that registers them', async () => {
    const event = await makeEvent(context);
    await importCsv(context, event, three, { welcome: true });
    expect(await mailOf(event)).toEqual([1, 2, 3].map(welcome));
  });

  it('is none when nobody asks for it, or nothing is written', async () => {
    const event = await makeEvent(context);
    await importCsv(context, event, three, { welcome: true, dryRun: true });
    await importCsv(context, event, three);
    expect(await mailOf(event)).toEqual([]);
  });

  it('is the same welcome when a worker runs the import', async () => {
    const event = await makeEvent(context);
    const { id } = await submitCsv(context, event, three, { welcome: true });
    expect(await mailOf(event)).toEqual([]);
    const claim = (await claimOne(context, importLedger, id)) as Claim;
    await runStoredImport(context, claim, { signal: new AbortController().signal });
    expect(await mailOf(event)).toEqual([1, 2, 3].map(welcome));
  });

  it('is no second welcome when the file is imported again, and one for who is new in it', async () => {
    const event = await makeEvent(context);
    await importCsv(context, event, three, { welcome: true });
    const longer = `${three}최민수,choi@example.com\n`;
    for (const salt of ['second', 'third']) {
      await importCsv(context, event, longer, { welcome: true, salt, onExisting: 'update' });
    }
    const mail = await mailOf(event);
    expect(mail.map((line) => line.replace(' (later)', ''))).toEqual([1, 2, 3, 4].map(welcome));
  });

  it('is none for who waits for a place or for approval', async () => {
    const small = await makeEvent(context, { capacity: 2, waitlistEnabled: true });
    await importCsv(context, small, three, { welcome: true });
    expect(await standings(context, small)).toEqual([
      '1 registered',
      '2 registered',
      '3 waitlisted',
    ]);
    await add(small, 'late@example.com');
    expect(await mailOf(small)).toEqual([1, 2].map(welcome));
    const picky = await makeEvent(context, { requiresApproval: true });
    expect((await add(picky, 'pending@example.com')).status).toBe('pending');
    expect(await mailOf(picky)).toEqual([]);
  });

  it('is a welcome for who is added by hand', async () => {
    const event = await makeEvent(context);
    await add(event, 'hand@example.com');
    expect(await mailOf(event)).toEqual([welcome(1)]);
  });

  it('is nothing at all when the registration does not come about', async () => {
    const event = await makeEvent(context);
    await add(event, 'twice@example.com');
    await expect(add(event, 'twice@example.com')).rejects.toMatchObject({ exitCode: 5 });
    expect(await mailOf(event)).toEqual([welcome(1)]);
  });

  it('tells who is cancelled and who moves up, and only when it is wanted', async () => {
    const event = await makeEvent(context, { capacity: 1, waitlistEnabled: true });
    const [first, second] = [await add(event, 'a@example.com'), await add(event, 'b@example.com')];
    await add(event, 'c@example.com');
    await cancelParticipant(context, event, first.id, { notify: true });
    expect(await mailOf(event)).toEqual([
      `${welcome(1)} (later)`,
      '1 cancellation',
      '2 waitlist_promoted',
    ]);
    await cancelParticipant(context, event, first.id, { notify: true });
    await cancelParticipant(context, event, second.id);
    expect(await mailOf(event)).toHaveLength(3);
    expect(await standings(context, event)).toEqual(['1 cancelled', '2 cancelled', '3 registered']);
  });
});
