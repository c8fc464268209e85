import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { annulScan } from '../../../src/core/attendance/annul-scan.js';
import { readFacts } from '../../../src/core/attendance/fact-repository.js';
import {
  addFacts,
  lockTotals,
} from '../../../src/core/attendance/statistics/counting-repository.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { registerPeople } from '../events/sample-event.js';
import { countedNumbers, followAll } from './follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue } from './sample-scans.js';

describeEachEngine('facts of attendance', (engine) => {
  let context: TestContext;
  let venue: Venue;
  let ids: string[];
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  beforeEach(async () => {
    await context.database.knex('attendance_work').delete();
    venue = await openVenue(context);
    ids = (await registerPeople(context, venue.event, 2)).map(({ id }) => id);
  });
  afterAll(async () => await context?.close());

  /** Two people at two gates, half a day apart, in one group. */
  async function come(): Promise<void> {
    await scan(context, venue.event, [
      requestAt(venue, { participantId: ids[0] as string, scanId: 'one', timestamp: minute(500) }),
      requestAt(venue, {
        participantId: ids[1] as string,
        scanId: 'two',
        gate: 'G2',
        timestamp: minute(-50),
        direction: 'in',
        method: 'ble_auto',
      }),
    ]);
  }

  async function factIds(): Promise<string[]> {
    return await context.database
      .knex('domain_events')
      .where({ event_id: venue.event.id })
      .where('type', 'like', 'attendance.%')
      .orderBy('id')
      .pluck('id');
  }

  async function read() {
    const wanted = await factIds();
    return await context.database.transaction(async (trx) => await readFacts(trx, wanted));
  }

  it('name their records, whose contents they are read with, in the order of the group', async () => {
    await come();
    await annulScan(context, { eventId: venue.event.id, scanId: 'one' });
    const changed = { isArrival: true, insideDelta: 1, processingMs: expect.any(Number) };
    const one = {
      participantId: ids[0],
      recordId: expect.any(String),
      gateId: venue.gates[0].id,
      timestamp: minute(500),
      method: 'qr_scan',
    };
    const facts = await read();
    // Nothing of where somebody came first, which only the counting needs.
    expect(facts[1]?.scans).toEqual([{ ...one, ...changed, insideDelta: -1 }]);
    expect(facts).toMatchObject([
      {
        kind: 'recorded',
        scans: [
          { ...one, ...changed },
          { participantId: ids[1], gateId: venue.gates[1].id, timestamp: minute(-50), ...changed },
        ],
        conflicts: [],
      },
      { kind: 'annulled', scans: [{ ...one, isArrival: true, insideDelta: -1 }], conflicts: [] },
    ]);
  });

  it('are not followed up while a record is not to be seen, and are as soon as it is', async () => {
    await come();
    const { knex } = context.database;
    const [lost] = await knex('attendance_records').where({
      scan_id: 'two',
      event_id: venue.event.id,
    });
    await knex('attendance_records').where({ id: lost.id }).delete();
    await expect(read()).rejects.toMatchObject({ code: 'RECORDS_NOT_FOUND' });
    const { id: eventId } = venue.event;
    const wanted = await factIds();
    const counting = context.database.transaction(async (trx) => {
      await lockTotals(trx, eventId);
      await addFacts(trx, { eventId, factIds: wanted, zone: 'Asia/Seoul' });
    });
    await expect(counting).rejects.toMatchObject({
      code: 'RECORDS_NOT_FOUND',
      facts: { named: 2, found: 1 },
    });
    await knex('attendance_records').insert(lost);
    await followAll(context);
    const { totals } = await countedNumbers(context, venue.event);
    expect(totals).toEqual({ attended: 2, inside: 2, records: 2 });
  });

  it('publish the numbers that they lead to', async () => {
    await come();
    await followAll(context);
    const updates = await context.database
      .knex('domain_events')
      .where({ event_id: venue.event.id, type: 'statistics.updates' });
    expect(updates).toMatchObject([
      { subject_id: venue.event.id, data: { attendedParticipants: 2, inside: 2, records: 2 } },
    ]);
  });
});
