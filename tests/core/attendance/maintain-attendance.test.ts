import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maintainAttendance } from '../../../src/core/attendance/maintain-attendance.js';
import { planPartitions } from '../../../src/core/attendance/plan-partitions.js';
import { fixedClock } from '../../../src/core/runtime/clock.js';
import { describeEachEngine, openTestContext, type TestContext } from '../../support/database.js';
import { countedNumbers } from './follow-work.js';
import { minute, openVenue, requestAt, scan, type Venue, verdictsOf } from './sample-scans.js';

describe('partitions', () => {
  it('are planned for this month and three more, and for others that are used, once', () => {
    const months = planPartitions({
      now: new Date('2030-11-30T23:59:59Z'),
      usedMonths: [new Date('2030-10-01T00:00:00Z'), new Date('2030-12-24T18:00:00Z')],
      existing: ['attendance_records_2030_11', 'attendance_records_default'],
    });
    expect(months.map(({ name }) => name.slice(-7))).toEqual([
      '2030_10',
      '2030_12',
      '2031_01',
      '2031_02',
    ]);
    expect(months[1]).toMatchObject({
      from: new Date('2030-12-01T00:00:00Z'),
      until: new Date('2031-01-01T00:00:00Z'),
    });
  });
});

describeEachEngine('the maintenance of attendance', (engine) => {
  let context: TestContext;
  let venue: Venue;
  beforeAll(async () => {
    context = await openTestContext(engine, { clock: fixedClock(minute(1)) });
    venue = await openVenue(context);
  });
  afterAll(async () => await context?.close());

  const recordsIn = async (table: string) =>
    (await context.database.knex(table).pluck('scan_id')).sort();
  const comeAt = async (scanId: string, at: number) =>
    verdictsOf(
      await scan(context, venue.event, [requestAt(venue, { scanId, timestamp: minute(at) })]),
    );

  it('makes partitions ahead and moves into them what came before they were there', async () => {
    await comeAt('early', -30);
    expect(await recordsIn('attendance_records_default')).toEqual(['early']);
    const done = await Promise.all([maintainAttendance(context), maintainAttendance(context)]);
    // 09:00 in Seoul on 1 December is midnight in UTC: half an hour before is November there.
    expect(done.flatMap(({ partitions }) => partitions).sort()).toEqual(
      ['2030_11', '2030_12', '2031_01', '2031_02', '2031_03'].map(
        (month) => `attendance_records_${month}`,
      ),
    );
    expect(await recordsIn('attendance_records_default')).toEqual([]);
    expect(await recordsIn('attendance_records')).toEqual(['early']);
    expect(await comeAt('later', 30)).toEqual(['accepted']);
    expect(await recordsIn('attendance_records_default')).toEqual([]);
    expect(await recordsIn('attendance_records')).toEqual(['early', 'later']);
    expect((await maintainAttendance(context)).partitions).toEqual([]);
  });

  it('gives a new partition all indexes, and lets its records be annulled', async () => {
    const { knex } = context.database;
    await knex('attendance_records').where({ scan_id: 'later' }).update({ status: 'annulled' });
    const { rows } = await knex.raw(
      `SELECT count(*)::int AS indexes FROM pg_indexes
       WHERE tablename = 'attendance_records_2030_12'`,
    );
    const { rows: ofDefault } = await knex.raw(
      `SELECT count(*)::int AS indexes FROM pg_indexes
       WHERE tablename = 'attendance_records_default'`,
    );
    expect(rows).toEqual(ofDefault);
  });

  it('refreshes current_stats', async () => {
    const { knex } = context.database;
    const before = await knex('current_stats').where({ gate_id: venue.gates[1].id });
    expect(before).toEqual([]);
    await scan(context, venue.event, [requestAt(venue, { gate: 'G2', timestamp: minute(60) })]);
    await maintainAttendance(context);
    expect(await knex('current_stats').where({ gate_id: venue.gates[1].id })).toMatchObject([
      { last_attendance: new Date(minute(60)) },
    ]);
  });

  it('counts an event anew when facts of it were given up on', async () => {
    const { knex } = context.database;
    await knex('attendance_work').where({ handler: 'statistics' }).update({ state: 'failed' });
    const standing = await knex('attendance_records').where({ status: 'confirmed' });
    expect((await maintainAttendance(context)).rebuilt).toEqual([venue.event.id]);
    const { totals } = await countedNumbers(context, venue.event);
    expect(totals.records).toBe(standing.length);
    expect((await maintainAttendance(context)).rebuilt).toEqual([]);
  });

  it('removes work that was done a day ago, and no other', async () => {
    const { knex } = context.database;
    const aged = { updated_at: new Date(Date.now() - 25 * 60 * 60_000) };
    await knex('attendance_work').update({ state: 'done', ...aged });
    await knex('attendance_work').where({ handler: 'alerts' }).update({ state: 'failed' });
    await knex('attendance_work').where({ handler: 'live' }).update({ updated_at: new Date() });
    expect((await maintainAttendance(context)).removedWork).toBeGreaterThan(0);
    const left = await knex('attendance_work').distinct().pluck('handler');
    expect(left.sort()).toEqual(['alerts', 'live']);
  });
});
