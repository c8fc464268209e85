import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelParticipant } from '../../src/core/participants/cancel-participant.js';
import { reprintBadge } from '../../src/core/printing/settle-badge.js';
import {
  openVenue,
  requestAt,
  scan,
  type Venue,
  verdictsOf,
} from '../core/attendance/sample-scans.js';
import { badgesOf, feedOnce, plugIn, queueFor } from '../core/printing/sample-printing.js';
import { openTestContext, type TestContext } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { hasPostgres } from '../support/test-daemons.js';
import { startVirtualPrinter, type VirtualPrinter } from '../support/virtual-printer.js';
import { whoWaitsFor } from '../support/who-waits-for.js';

describe.runIf(hasPostgres)('while a transaction keeps a participant', () => {
  let context: TestContext;
  let virtual: VirtualPrinter;
  let venue: Venue;
  beforeAll(async () => {
    context = await openTestContext('external');
    virtual = await startVirtualPrinter('escpos');
  });
  beforeEach(async () => {
    venue = await openVenue(context);
  });
  afterAll(async () => {
    await virtual?.close();
    await context?.close();
  });

  it('a reprint waits for it, and neither the gates nor the printer wait for the reprint', async () => {
    const { event, person } = venue;
    const printer = await plugIn(context, virtual, { language: 'escpos' });
    await queueFor(context, { event, printer });
    const request = { event, participant: person, printer, reason: 'lost', askedBy: 'tester' };
    let reprint: ReturnType<typeof reprintBadge> | undefined;
    await context.database.transaction(async (trx) => {
      // As an import does until its end, of a list in which this person's phone has changed.
      await trx('participants').where({ id: person.id }).update({ updated_at: new Date() });
      reprint = reprintBadge(context, request);
      await eventually('the reprint waits', () => whoWaitsFor(trx));
      expect(verdictsOf(await scan(context, event, [requestAt(venue)]))).toEqual(['accepted']);
      expect(await feedOnce(context, printer)).toBe('fed');
    });
    expect(await reprint).toMatchObject({ copy: 2 });
    const badges = await badgesOf(context, printer);
    expect(badges.map(({ state, copy }) => `${state} ${copy}`)).toEqual([
      'confirmed 1',
      'queued 2',
    ]);
  });

  it('a cancellation waits for nobody who only refers to the participant', async () => {
    const { event, person } = venue;
    await context.database.transaction(async (trx) => {
      // As a campaign does that is being started, for its whole audience.
      await trx.raw('SELECT 1 FROM participants WHERE id = ? FOR KEY SHARE', [person.id]);
      const { participant } = await cancelParticipant(context, event, person.id);
      expect(participant.status).toBe('cancelled');
    });
  });
});
