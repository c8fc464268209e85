import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readPulse } from '../../../../src/core/attendance/alerts/alert-repository.js';
import { checkAlerts } from '../../../../src/core/attendance/alerts/check-alerts.js';
import { listAlerts } from '../../../../src/core/attendance/alerts/list-alerts.js';
import { followUp } from '../../../../src/core/attendance/follow-up.js';
import { attendanceLedger } from '../../../../src/core/attendance/jobs.js';
import type { ScanRequest } from '../../../../src/core/attendance/schema.js';
import { fixedClock } from '../../../../src/core/runtime/clock.js';
import { claimOne } from '../../../support/claim-one.js';
import {
  describeEachEngine,
  openTestContext,
  type TestContext,
} from '../../../support/database.js';
import { registerPeople } from '../../events/sample-event.js';
import { followAll, waitingWork } from '../follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue, verdictsOf } from '../sample-scans.js';

const pulseMinutes = 5;

describeEachEngine('what was answered of an event and what waits', (engine) => {
  const clock = fixedClock(minute(0));
  let context: TestContext;
  let venue: Venue;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock });
  });
  beforeEach(async () => {
    setClock(0);
    await context.database.knex('events').delete();
    venue = await openVenue(context);
  });
  afterAll(async () => await context?.close());

  function setClock(minutes: number): void {
    clock.advance(Date.parse(minute(minutes)) - clock.now().getTime());
  }

  const scanAll = async (...changes: Partial<ScanRequest>[]) =>
    verdictsOf(
      await scan(
        context,
        venue.event,
        changes.map((change) => requestAt(venue, change)),
      ),
    );

  /** So many passages of a person, as far apart as they have to be, in one group. */
  async function pass(participantId: string, count: number): Promise<void> {
    const passages = Array.from({ length: count }, (_, index) => ({
      participantId,
      timestamp: minute(5 * index),
    }));
    expect(new Set(await scanAll(...passages))).toEqual(new Set(['accepted']));
  }

  async function refuse(count: number): Promise<void> {
    const unknown = Array.from({ length: count }, () => ({ participantId: context.ids.next() }));
    expect(new Set(await scanAll(...unknown))).toEqual(new Set(['unknown_ticket']));
  }

  const pulse = async () =>
    await readPulse(context.database.knex, {
      eventId: venue.event.id,
      since: new Date(clock.now().getTime() - pulseMinutes * 60_000),
    });
  const look = async () =>
    await context.database.transaction(
      async (trx) => await checkAlerts(trx, context, venue.event.id),
    );
  const setProcessing = async (scanIds: readonly string[], milliseconds: number) =>
    await context.database
      .knex('attendance_records')
      .where({ event_id: venue.event.id })
      .whereIn('scan_id', scanIds)
      .update({ processing_time_ms: milliseconds });

  /** After no scan took long, on however slow a machine. */
  async function quickLook() {
    const ofEvent = { event_id: venue.event.id };
    await context.database
      .knex('attendance_records')
      .where(ofEvent)
      .update({ processing_time_ms: 1 });
    return await look();
  }

  it('is nothing of an event that nobody came to', async () => {
    expect(await pulse()).toEqual({
      scans: 0,
      refused: 0,
      accepted: 0,
      meanProcessingMs: null,
      waiting: 0,
    });
  });

  it('tells accepted scans, everyday refusals and others apart', async () => {
    const verdicts = await scanAll(
      { direction: 'in' },
      { direction: 'in', gate: 'G2' },
      { timestamp: minute(1) },
      { timestamp: minute(20), direction: 'out' },
      { timestamp: minute(30), direction: 'out' },
      { participantId: context.ids.next() },
      { gate: 'G9' },
      { timestamp: minute(-61) },
    );
    expect(verdicts).toEqual([
      ...['accepted', 'already_inside', 'duplicate', 'accepted', 'not_inside'],
      ...['unknown_ticket', 'unknown_gate', 'outside_window'],
    ]);
    expect(await pulse()).toMatchObject({ scans: 8, refused: 3, accepted: 2 });
  });

  it('is of five minutes by the arrival of scans, whenever they were made, and of this event alone', async () => {
    await scanAll({ scanId: 'before', timestamp: minute(60) });
    await refuse(1);
    setClock(0.001);
    await scanAll({ scanId: 'first', timestamp: minute(70) });
    setClock(pulseMinutes + 0.001);
    await scanAll({ scanId: 'last', timestamp: minute(-60) });
    await refuse(2);
    const other = await openVenue(context);
    await scan(context, other.event, [requestAt(other), requestAt(other)]);
    await setProcessing(['before'], 90_000);
    await setProcessing(['first'], 100);
    await setProcessing(['last'], 301);
    expect(await pulse()).toMatchObject({
      scans: 4,
      refused: 2,
      accepted: 2,
      meanProcessingMs: 200.5,
    });
  });

  it('waits until the scans of every group are counted, and is told in scans', async () => {
    await pass(venue.person.id, 3);
    await scanAll({ gate: 'G2' });
    // No record, so nothing to count.
    await refuse(2);
    const other = await openVenue(context);
    await scan(context, other.event, [requestAt(other)]);
    expect((await pulse()).waiting).toBe(4);
    const [first] = await waitingWork(context, venue.event, 'statistics');
    const claim = await claimOne(context, attendanceLedger, first as string);
    expect((await pulse()).waiting).toBe(4);
    if (claim) await followUp(context, claim);
    expect((await pulse()).waiting).toBe(0);
  });

  it('raises sync_queue when more than a thousand scans are not counted yet', async () => {
    const people = [venue.person, ...(await registerPeople(context, venue.event, 9))];
    for (const { id } of people) await pass(id, 100);
    expect((await quickLook()).raised).toEqual([]);
    await scanAll({ gate: 'G2' });
    expect((await quickLook()).raised).toMatchObject([
      { type: 'sync_queue', subjectId: venue.event.id, facts: { value: 1001 } },
    ]);
    await followAll(context);
    await look();
    const alerts = await listAlerts(context, venue.event, { onlyStanding: false, limit: 10 });
    expect(alerts).toMatchObject([{ type: 'sync_queue', state: 'cleared' }]);
  });

  it('raises slow_responses when accepted scans took more than a second on the average', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `scan-${index}`);
    await scanAll(...ids.map((scanId, index) => ({ scanId, timestamp: minute(5 * index) })));
    await setProcessing(ids, 1000);
    expect((await look()).raised).toEqual([]);
    await setProcessing(ids.slice(0, 10), 1003);
    expect((await look()).raised).toMatchObject([
      { type: 'slow_responses', subjectId: venue.event.id, facts: { value: 1002 } },
    ]);
    setClock(pulseMinutes + 1);
    expect((await look()).cleared).toMatchObject([{ type: 'slow_responses' }]);
  });

  it('raises error_rate when more than every fifth scan was refused, duplicates aside', async () => {
    await pass(venue.person.id, 16);
    expect(await scanAll({}, {}, {}, {})).toEqual(Array(4).fill('duplicate'));
    await refuse(5);
    expect((await look()).raised).toEqual([]);
    await refuse(1);
    expect((await look()).raised).toMatchObject([
      {
        type: 'error_rate',
        subjectId: venue.event.id,
        facts: { value: 0.231, scans: 26, refused: 6 },
      },
    ]);
    await pass((await registerPeople(context, venue.event, 1))[0]?.id as string, 34);
    expect((await look()).cleared).toMatchObject([{ type: 'error_rate' }]);
  });
});
