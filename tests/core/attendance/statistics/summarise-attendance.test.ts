import { describe, expect, it } from 'vitest';
import { estimateWait } from '../../../../src/core/attendance/statistics/estimate-wait.js';
import {
  emptySnapshot,
  type HourCount,
  type MinuteCount,
  type StatisticsHead,
} from '../../../../src/core/attendance/statistics/snapshot.js';
import { summariseAttendance } from '../../../../src/core/attendance/statistics/summarise-attendance.js';

const now = new Date('2030-12-01T01:30:30Z');
const startsAt = Date.parse('2030-12-01T00:00:00Z');
const head: StatisticsHead = {
  version: 3,
  registered: 400,
  timezone: 'Asia/Seoul',
  startsAt,
  endsAt: null,
  gates: [
    { id: 'one', code: 'G1', name: 'North', active: true, capacityPerMinute: 10 },
    { id: 'two', code: 'G2', name: 'South', active: true, capacityPerMinute: null },
  ],
};

/** So many minutes before now, in whole minutes of the clock. */
function minuteCount(ago: number, counts: Partial<MinuteCount> = {}): MinuteCount {
  const at = Math.floor(now.getTime() / 60_000) * 60_000 - ago * 60_000;
  return { at, gateId: 'one', count: 10, arrivals: 10, ...counts };
}

function hourCount(changes: Partial<HourCount>): HourCount {
  return {
    date: '2030-12-01',
    hour: 9,
    gateId: 'one',
    count: 0,
    methods: {},
    processingMs: 0,
    lastAttendance: null,
    ...changes,
  };
}

function summarise(changes: Partial<typeof emptySnapshot>, of = head) {
  return summariseAttendance(of, { ...emptySnapshot, version: 3, ...changes }, now);
}

describe('the numbers of an event', () => {
  it('say who came of those who are registered, and how many are inside', () => {
    const { overall } = summarise({ attended: 101, inside: 90, records: 130 });
    expect(overall).toMatchObject({
      totalParticipants: 400,
      attendedParticipants: 101,
      attendanceRate: 25.3,
      inside: 90,
      records: 130,
    });
    expect(summarise({}, { ...head, registered: 0 }).overall.attendanceRate).toBeNull();
  });

  it('have of each gate what it processed, how fast, by which methods, and the last scan', () => {
    const { gates, overall } = summarise({
      hours: [
        hourCount({
          count: 3,
          methods: { qr_scan: 2, manual: 1 },
          processingMs: 30,
          lastAttendance: '2030-12-01T00:59:00.000Z',
        }),
        hourCount({
          hour: 10,
          count: 1,
          methods: { qr_scan: 1 },
          processingMs: 20,
          lastAttendance: '2030-12-01T01:02:00.000Z',
        }),
      ],
    });
    expect(gates[0]).toMatchObject({
      gateId: 'one',
      totalProcessed: 4,
      avgProcessingTime: 12.5,
      lastAttendance: '2030-12-01T01:02:00.000Z',
      methodBreakdown: { qr_scan: 3, manual: 1 },
    });
    expect(gates[1]).toMatchObject({ totalProcessed: 0, avgProcessingTime: null });
    expect(overall.lastAttendance).toBe('2030-12-01T01:02:00.000Z');
  });

  it('have of each hour the count, the methods and the gates, in order', () => {
    const { hours } = summarise({
      hours: [
        hourCount({ hour: 10, count: 5, methods: { manual: 5 } }),
        hourCount({ hour: 9, count: 2, methods: { qr_scan: 2 } }),
        hourCount({ hour: 9, gateId: 'two', count: 3, methods: { qr_scan: 1, ble_auto: 2 } }),
      ],
    });
    expect(hours).toEqual([
      {
        date: '2030-12-01',
        hour: 9,
        count: 5,
        methods: { qr_scan: 3, ble_auto: 2 },
        gates: { one: 2, two: 3 },
      },
      { date: '2030-12-01', hour: 10, count: 5, methods: { manual: 5 }, gates: { one: 5 } },
    ]);
  });

  it('put the last five minutes of a gate against its capacity, the minute at their edge in part', () => {
    // Half of the minute that began five and a half minutes ago lies within.
    const minutes = [0, 1, 2, 3, 4, 5, 6, 20].map((ago) => minuteCount(ago, { count: 8 }));
    const [gate, open] = summarise({ minutes }).gates;
    expect(gate).toMatchObject({ recentCount: 44, currentLoad: 0.88 });
    expect(gate?.estimatedWaitTime).toBe(44);
    expect(open).toMatchObject({ currentLoad: null, estimatedWaitTime: null });
  });

  it('forget a load when time passes without scans', () => {
    const snapshot = { ...emptySnapshot, version: 3, minutes: [minuteCount(0)] };
    const later = new Date(now.getTime() + 6 * 60_000);
    expect(summariseAttendance(head, snapshot, now).gates[0]?.currentLoad).toBe(0.2);
    expect(summariseAttendance(head, snapshot, later).gates[0]?.currentLoad).toBe(0);
  });

  it.each([
    ['rising', [1, 2], [20]],
    ['falling', [1], [18, 20]],
    ['steady', [1, 2], [20, 21]],
  ] as const)('call arrivals %s by the last quarter of an hour', (direction, recent, before) => {
    const minutes = [...recent, ...before].map((ago) => minuteCount(ago));
    expect(summarise({ minutes }).overall.trend.direction).toBe(direction);
  });
});

describe('the wait at a gate', () => {
  const wait = (passed: number) =>
    estimateWait({ passed, capacityPerMinute: 10, windowMinutes: 5 });

  it('is that of a random queue: at half of the capacity six seconds for a gate of ten a minute', () => {
    expect([0, 25, 40].map(wait)).toEqual([0, 6, 24]);
  });

  it('stays finite at and beyond the capacity, and counts those who stand in line', () => {
    expect(wait(50)).toBe(114);
    expect(wait(60)).toBe(114 + 60);
  });
});
