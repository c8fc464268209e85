import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { annulScan } from '../../../../src/core/attendance/annul-scan.js';
import { followUp } from '../../../../src/core/attendance/follow-up.js';
import { attendanceLedger } from '../../../../src/core/attendance/jobs.js';
import { readTimeline } from '../../../../src/core/attendance/statistics/read-timeline.js';
import { rebuildStatistics } from '../../../../src/core/attendance/statistics/rebuild-statistics.js';
import { updateEvent } from '../../../../src/core/events/update-event.js';
import type { Participant } from '../../../../src/core/participants/schema.js';
import { claimOne } from '../../../support/claim-one.js';
import {
  describeEachEngine,
  openTestContext,
  type TestContext,
} from '../../../support/database.js';
import { registerPeople } from '../../events/sample-event.js';
import { countedNumbers, followAll, followOne, waitingWork } from '../follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue } from '../sample-scans.js';

describeEachEngine('counting attendance', (engine) => {
  let context: TestContext;
  let venue: Venue;
  let people: Participant[];
  beforeAll(async () => {
    context = await openTestContext(engine);
  });
  beforeEach(async () => {
    await context.database.knex('attendance_work').delete();
    venue = await openVenue(context);
    people = [venue.person, ...(await registerPeople(context, venue.event, 2))];
  });
  afterAll(async () => await context?.close());

  /** Each in a group of its own. */
  async function comeAt(...minutes: number[]): Promise<void> {
    for (const [index, at] of minutes.entries()) {
      await scan(context, venue.event, [
        requestAt(venue, {
          participantId: people[index]?.id as string,
          timestamp: minute(at),
          scanId: `scan-${index}`,
        }),
      ]);
    }
  }
  const claim = async (id: string) => await claimOne(context, attendanceLedger, id);

  it('does a burst with its first row of work, each fact once, and tells of it once', async () => {
    await comeAt(1, 2, 3);
    const [first] = await waitingWork(context, venue.event, 'statistics');
    const claimed = await claim(first as string);
    if (claimed) await followUp(context, claimed);
    expect(await waitingWork(context, venue.event, 'statistics')).toEqual([]);
    const told = { event_id: venue.event.id, type: 'stats_updated' };
    expect(await context.database.knex('live_events').where(told)).toHaveLength(1);
    await followAll(context);
    const { totals } = await countedNumbers(context, venue.event);
    expect(totals).toEqual({ attended: 3, inside: 3, records: 3 });
  });

  it('counts hours in the zone of the event, and again when that changes', async () => {
    await comeAt(1, 70);
    await followAll(context);
    const hours = async () =>
      (await countedNumbers(context, venue.event)).hours.map((row) => `${row.date} ${row.hour}`);
    expect(await hours()).toEqual(['2030-12-01 9', '2030-12-01 10']);
    await updateEvent(context, venue.event.slug, { timezone: 'America/New_York' });
    await scan(context, venue.event, [
      requestAt(venue, { participantId: people[2]?.id as string, timestamp: minute(71) }),
    ]);
    await followAll(context);
    expect(await hours()).toEqual(['2030-11-30 19', '2030-11-30 20']);
    expect((await countedNumbers(context, venue.event)).totals.records).toBe(3);
  });

  it('leaves no trace of what was undone, whichever of the two is counted first', async () => {
    await comeAt(1);
    await annulScan(context, { eventId: venue.event.id, scanId: 'scan-0' });
    for (const id of (await waitingWork(context, venue.event, 'statistics')).reverse()) {
      await followOne(context, id);
    }
    expect(await countedNumbers(context, venue.event)).toEqual({
      totals: { attended: 0, inside: 0, records: 0 },
      hours: [],
      minutes: [],
    });
  });

  it('goes back to the scan before, when the last one of an hour is undone', async () => {
    await comeAt(1, 4);
    await followAll(context);
    await annulScan(context, { eventId: venue.event.id, scanId: 'scan-1' });
    await followAll(context);
    const { hours } = await countedNumbers(context, venue.event);
    expect(hours).toMatchObject([{ count: 1, last_attendance: new Date(minute(1)) }]);
  });

  it('counts nothing for a worker that lost its row meanwhile', async () => {
    await comeAt(1);
    const [id] = await waitingWork(context, venue.event, 'statistics');
    const lost = await claim(id as string);
    await rebuildStatistics(context, venue.event);
    await expect(lost && followUp(context, lost)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    const { totals } = await countedNumbers(context, venue.event);
    expect(totals).toEqual({ attended: 1, inside: 1, records: 1 });
  });

  it('raises the version with each change, also with a new count of everything', async () => {
    const version = async () =>
      Number(
        (
          await context.database
            .knex('attendance_totals')
            .where({ event_id: venue.event.id })
            .first('version')
        )?.version,
      );
    await comeAt(1, 2);
    await followAll(context);
    const before = await version();
    expect((await rebuildStatistics(context, venue.event)).version).toBe(before + 1);
  });

  it('does not let work that failed before take others along', async () => {
    await comeAt(1, 2);
    const [first, second] = await waitingWork(context, venue.event, 'statistics');
    await context.database.knex('attendance_work').where({ id: first }).update({ attempts: 1 });
    await followOne(context, first as string, [second as string]);
    expect(await waitingWork(context, venue.event, 'statistics')).toEqual([second]);
    await followOne(context, second as string);
    expect((await countedNumbers(context, venue.event)).totals.records).toBe(2);
  });

  it('makes a timeline in buckets of the hours of the event', async () => {
    await comeAt(1, 4, 70);
    await followAll(context);
    const timeline = async (bucketMinutes: number, gateId?: string) =>
      await readTimeline(context, { eventId: venue.event.id, bucketMinutes, gateId });
    expect(await timeline(60)).toEqual([
      { at: '2030-12-01T00:00:00.000Z', count: 2, arrivals: 2 },
      { at: '2030-12-01T01:00:00.000Z', count: 1, arrivals: 1 },
    ]);
    expect(await timeline(5)).toHaveLength(2);
    expect(await timeline(60, venue.gates[1].id)).toEqual([]);
  });
});
