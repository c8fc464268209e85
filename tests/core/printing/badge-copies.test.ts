import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readParticipant } from '../../../src/core/participants/read-participant.js';
import type { Participant } from '../../../src/core/participants/schema.js';
import { assignGate } from '../../../src/core/printing/manage-printers.js';
import type { Printer } from '../../../src/core/printing/schema.js';
import { confirmBadge, reprintBadge } from '../../../src/core/printing/settle-badge.js';
import { openSigningKey } from '../../../src/core/tickets/open-signing-key.js';
import { issueTicket } from '../../../src/core/tickets/show-ticket.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { startVirtualPrinter, type VirtualPrinter } from '../../support/virtual-printer.js';
import { followAll } from '../attendance/follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue } from '../attendance/sample-scans.js';
import { join } from '../participants/sample-participant.js';
import { badgesOf, feedOnce, plugIn, queueFor } from './sample-printing.js';

describeEachEngine('a badge', (engine) => {
  let context: TestContext;
  let virtual: VirtualPrinter;
  let printer: Printer;
  let venue: Venue;
  beforeAll(async () => {
    context = await openTestContext(engine);
    virtual = await startVirtualPrinter('escpos');
  });
  beforeEach(async () => {
    venue = await openVenue(context);
    printer = await plugIn(context, virtual, { language: 'escpos', width: 576 });
  });
  afterAll(async () => {
    await virtual?.close();
    await context?.close();
  });

  const states = async () =>
    (await badgesOf(context, printer)).map(({ state, copy }) => `${state} ${copy}`);
  const person = async () => (await readParticipant(context, venue.person.id)) as Participant;

  async function payloadNow(): Promise<string> {
    const key = await openSigningKey(context, venue.event.id);
    return issueTicket(key, venue.event, await person()).payload;
  }

  async function verdictOf(payload: string): Promise<string> {
    const [answer] = await scan(context, venue.event, [requestAt(venue, { ticket: payload })]);
    return answer?.kind === 'answered' ? answer.answer.verdict : '';
  }

  async function reprint(reason = 'it was lost') {
    const { event } = venue;
    const askedBy = 'tester';
    return await reprintBadge(context, {
      ...{ event, printer, reason, askedBy },
      participant: await person(),
    });
  }

  it('is printed again with the next copy number, and the gate refuses the one before', async () => {
    await queueFor(context, { event: venue.event, printer });
    await feedOnce(context, printer);
    const first = await payloadNow();
    expect(await reprint()).toMatchObject({ copy: 2 });
    await feedOnce(context, printer);
    expect(await states()).toEqual(['confirmed 1', 'confirmed 2']);
    const second = await payloadNow();
    expect(await verdictOf(first)).toBe('superseded_copy');
    expect(await verdictOf(second)).toBe('accepted');
  });

  it('that waits is taken back by a reprint, and one in the printer forbids it', async () => {
    await queueFor(context, { event: venue.event, printer });
    await reprint();
    expect(await states()).toEqual(['cancelled 1', 'queued 2']);
    const { knex } = context.database;
    await knex('print_jobs')
      .where({ state: 'queued', printer_id: printer.id })
      .update({ state: 'sending' });
    await expect(reprint()).rejects.toMatchObject({ code: 'BADGE_PRINTING' });
    expect((await person()).ticketCopy).toBe(2);
  });

  it('of unknown fate is decided about by a person: it came out, or another copy is printed', async () => {
    await queueFor(context, { event: venue.event, printer });
    const { knex } = context.database;
    const unknown = { state: 'unknown', reason: 'nobody knows' };
    await knex('print_jobs').where({ printer_id: printer.id }).update(unknown);
    expect(await queueFor(context, { event: venue.event, printer })).toBe(0);
    await confirmBadge(context, { participant: await person(), decidedBy: 'tester' });
    expect(await states()).toEqual(['confirmed 1']);
    await expect(
      confirmBadge(context, { participant: await person(), decidedBy: 'tester' }),
    ).rejects.toMatchObject({ code: 'BADGE_NOT_FOUND' });
    await knex('print_jobs').where({ printer_id: printer.id }).update(unknown);
    await reprint();
    expect(await states()).toEqual(['unknown 1', 'queued 2']);
    await expect(
      confirmBadge(context, { participant: await person(), decidedBy: 'tester' }),
    ).rejects.toMatchObject({ code: 'BADGE_NOT_FOUND' });
  });

  it('of a copy that is old by the time it is sent is not printed', async () => {
    await queueFor(context, { event: venue.event, printer });
    await context.database
      .knex('participants')
      .where({ id: venue.person.id })
      .update({ ticket_copy: 2 });
    const before = virtual.paper.badges.length;
    await feedOnce(context, printer);
    expect(await states()).toEqual(['cancelled 1']);
    expect(virtual.paper.badges.length).toBe(before);
  });

  it('is refused by the database a second time, whatever the code does', async () => {
    await queueFor(context, { event: venue.event, printer });
    await feedOnce(context, printer);
    const { knex } = context.database;
    const [done] = await knex('print_jobs').where({ printer_id: printer.id });
    const { ordinal: _, ...copy } = done;
    await expect(
      knex('print_jobs').insert({ ...copy, id: context.ids.next(), state: 'queued' }),
    ).rejects.toMatchObject({ code: '23505' });
  });

  it('is printed once for whoever comes in at a gate with a printer, on that printer', async () => {
    const [gate, other] = venue.gates;
    await assignGate(context, { gate, template: undefined }, printer);
    const guest = await join(context, venue.event);
    await scan(context, venue.event, [
      requestAt(venue),
      requestAt(venue, { participantId: guest.id, gateId: other.id }),
    ]);
    await followAll(context);
    expect(await badgesOf(context, printer)).toMatchObject([
      { state: 'queued', participant_id: venue.person.id },
    ]);
    await feedOnce(context, printer);
    // To lunch and back, with a ticket that was renewed.
    await context.database
      .knex('participants')
      .where({ id: venue.person.id })
      .update({ ticket_copy: 2 });
    await scan(context, venue.event, [
      requestAt(venue, { direction: 'out', timestamp: minute(20) }),
      requestAt(venue, { direction: 'in', timestamp: minute(40) }),
    ]);
    await followAll(context);
    expect(await states()).toEqual(['confirmed 1']);
  });

  it('of whoever waits at a gate comes before a batch', async () => {
    const [gate] = venue.gates;
    for (let count = 0; count < 3; count++) await join(context, venue.event);
    const late = await join(context, venue.event);
    await context.database
      .knex('participants')
      .where({ id: late.id })
      .update({ registration_status: 'pending' });
    await queueFor(context, { event: venue.event, printer });
    await context.database
      .knex('participants')
      .where({ id: late.id })
      .update({ registration_status: 'registered' });
    await assignGate(context, { gate, template: undefined }, printer);
    await scan(context, venue.event, [requestAt(venue, { participantId: late.id })]);
    await followAll(context);
    await feedOnce(context, printer);
    const order = await context.database
      .knex('print_jobs')
      .where({ printer_id: printer.id })
      .orderBy('sending_began_at')
      .pluck('occasion');
    expect(order).toEqual(['check_in', 'batch', 'batch', 'batch', 'batch']);
  });
});
