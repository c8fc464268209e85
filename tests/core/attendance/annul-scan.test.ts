import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createApiKey } from '../../../src/core/access/create-api-key.js';
import { annulScan } from '../../../src/core/attendance/annul-scan.js';
import type { ScanCaller } from '../../../src/core/attendance/scan.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { minute, openVenue, requestAt, scan, type Venue, verdictsOf } from './sample-scans.js';

describeEachEngine('taking a scan back while another device scans the same ticket', (engine) => {
  /** Stands still: how long the test takes is not how far two devices are apart. */
  const clock = fixedClock(minute(20));
  let context: TestContext;
  let venue: Venue;
  let here: ScanCaller;
  let there: ScanCaller;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock });
  });
  beforeEach(async () => {
    venue = await openVenue(context);
    [here, there] = [await device(), await device()];
    await scan(context, venue.event, [requestAt(venue, { scanId: 'first' })], here);
  });
  afterAll(async () => await context?.close());

  async function device(): Promise<ScanCaller> {
    const { access } = await createApiKey(context, {
      event: venue.event.slug,
      scopes: ['attendance:write'],
      gates: [],
    });
    return { keyId: access.id, gateIds: [] };
  }

  async function scanAgain(caller: ScanCaller): Promise<void> {
    const again = requestAt(venue, { scanId: 'again', timestamp: minute(1) });
    expect(verdictsOf(await scan(context, venue.event, [again], caller))).toEqual(['duplicate']);
  }

  const annul = async (caller: ScanCaller) =>
    await annulScan(context, { eventId: venue.event.id, scanId: 'first', caller });

  async function status(): Promise<string> {
    const { knex } = context.database;
    return (await knex('checkins').where({ participant_id: venue.person.id }).first()).status;
  }

  it('leaves them checked in, and says so to both: the check-in wins', async () => {
    await scanAgain(there);
    await expect(annul(here)).rejects.toMatchObject({ code: 'CHECKIN_STANDS', exitCode: 5 });
    expect(await status()).toBe('checked_in');
    const told = await context.database
      .knex('live_events')
      .where({ event_id: venue.event.id, type: 'sync_conflict' });
    expect(told).toMatchObject([
      { data: { details: { scanId: 'again', verdict: 'duplicate', gateId: venue.gates[0].id } } },
    ]);
  });

  it('is remembered with who did it, and the check-in with who made the scan that remains', async () => {
    const later = requestAt(venue, { scanId: 'later', timestamp: minute(10) });
    await scan(context, venue.event, [later], there);
    await annul(there);
    const { knex } = context.database;
    const of = { participant_id: venue.person.id };
    expect(await knex('checkins').where(of).first()).toMatchObject({
      status: 'checked_in',
      checked_in_by: there.keyId,
    });
    expect(await knex('checkin_undos').where(of)).toMatchObject([
      { scan_id: 'first', undone_by: there.keyId, conflict_resolved: true },
    ]);
  });

  it('ends the same in the other order', async () => {
    await annul(here);
    const again = requestAt(venue, { scanId: 'again', timestamp: minute(1) });
    expect(verdictsOf(await scan(context, venue.event, [again], there))).toEqual(['accepted']);
    expect(await status()).toBe('checked_in');
  });

  it('takes it back when it was the same device, or more than five seconds ago', async () => {
    await scanAgain(here);
    await annul(here);
    expect(await status()).toBe('not_checked_in');

    await scan(context, venue.event, [requestAt(venue, { scanId: 'second' })], here);
    const late = requestAt(venue, { scanId: 'late', timestamp: minute(1) });
    await scan(context, venue.event, [late], there);
    await context.database
      .knex('scans')
      .where({ event_id: venue.event.id, scan_id: 'late' })
      .update({ received_at: new Date(clock.now().getTime() - 6_000) });
    await annulScan(context, { eventId: venue.event.id, scanId: 'second', caller: here });
    expect(await status()).toBe('not_checked_in');
  });
});
