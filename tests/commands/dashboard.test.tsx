import { render } from 'ink-testing-library';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeView } from '../../src/commands/dashboard/describe-view.js';
import { Dashboard } from '../../src/commands/dashboard/live-dashboard.js';
import { loadBar, sparkline } from '../../src/commands/dashboard/sparkline.js';
import { openStatistics } from '../../src/core/attendance/statistics/open-statistics.js';
import { createEventViewer, type EventView } from '../../src/core/attendance/watch-event.js';
import { openVenue, requestAt, scan } from '../core/attendance/sample-scans.js';
import { createPlace, openTestContext } from '../support/database.js';
import { runInProcess } from '../support/run-main.js';

describe('the dashboard', () => {
  it('shows totals, gates and the last scans of an event, and the same as a line and as JSON', async () => {
    const place = await createPlace('embedded');
    onTestFinished(async () => await place.remove());
    const context = await openTestContext(place);
    const venue = await openVenue(context);
    await scan(context, venue.event, [requestAt(venue), requestAt(venue)]);
    const desk = await openStatistics(context);
    const view = await createEventViewer(context, desk)(venue.event);
    await desk.close();
    await context.close();

    const { lastFrame } = render(<Dashboard view={view} rows={23} colour={false} />);
    const frame = lastFrame() ?? '';
    expect(frame).toContain('of 1 here');
    expect(frame).toMatch(/G1 +░{16} /);
    expect(frame).toMatch(/G1 +accepted +#1 홍길동/);
    expect(frame).toMatch(/G1 +duplicate +#1 홍길동/);
    expect(describeView(view)).toContain('of 1');

    const run = await runInProcess(['dashboard', venue.event.slug, '--once', '--json'], {
      env: place.env,
    });
    expect(run.exitCode, run.stderr).toBe(0);
    const { view: document } = run.json() as { view: EventView };
    expect(document.lastScans).toEqual(view.lastScans);
    expect(document.statistics.gates.map(({ code }) => code)).toEqual(['G1', 'G2']);
  });

  it('leaves out below what a small terminal has no room for', () => {
    const view = sampleView();
    const lines = (rows: number) =>
      (render(<Dashboard view={view} rows={rows} colour={false} />).lastFrame() ?? '').split('\n');
    expect(lines(5)).toHaveLength(5);
    expect(lines(5)[1]).toContain('120 of 200 here (60.0 %), 80 inside');
    const whole = lines(40).join('\n');
    expect(whole).toContain('! gate overload G1');
    expect(whole).toContain(
      '172 expected (150 to 188), busiest from 09:00, nearly all there by 11:10',
    );
    expect(whole).toMatch(/G1 .*40 in the next hour/);
    expect(whole).not.toContain('Main');
    const wide = render(<Dashboard view={view} rows={40} columns={120} colour={false} />);
    expect(wide.lastFrame()).toMatch(/G1 .*40 in the next hour {2}Main/);
  });

  it('keeps room for the last scans where there are many gates, and says how many it leaves out', () => {
    const lastScans = Array.from({ length: 8 }, (_, at) => ({ ...sampleScan(), scanId: `s${at}` }));
    const many = { ...sampleView(), lastScans };
    const frame = render(<Dashboard view={many} rows={16} colour={false} />).lastFrame() ?? '';
    expect(frame).toContain('and 5 more gates with less to do');
    expect(frame.match(/홍길동/g)).toHaveLength(3);
    expect(frame.split('\n')).toHaveLength(16);
  });

  it('draws bars', () => {
    expect(sparkline([0, 1, 4, 8])).toBe(' ▁▄█');
    expect(loadBar(0.5, 4)).toBe('██░░');
    expect(loadBar(3, 4)).toBe('████');
  });
});

function sampleScan(): EventView['lastScans'][number] {
  return {
    scanId: 's',
    verdict: 'accepted',
    registrationNumber: 1,
    name: '홍길동',
    gate: '정문',
    receivedAt: '2030-12-01T00:00:00.000Z',
  } as unknown as EventView['lastScans'][number];
}

function sampleView(): EventView {
  const gate = {
    gateId: 'g',
    code: 'G1',
    name: 'Main',
    active: true,
    totalProcessed: 120,
    avgProcessingTime: 4,
    lastAttendance: null,
    methodBreakdown: {},
    recentCount: 45,
    capacityPerMinute: 10,
    currentLoad: 0.9,
    estimatedWaitTime: 120,
  };
  const trend = { direction: 'rising' as const, recentArrivals: 45, previousArrivals: 10 };
  return {
    event: {
      id: 'e',
      slug: 'devday',
      name: 'DevDay',
      timezone: 'Asia/Seoul',
      startsAt: '',
      endsAt: null,
    },
    at: '2030-12-01T00:00:00.000Z',
    statistics: {
      version: 7,
      overall: {
        totalParticipants: 200,
        attendedParticipants: 120,
        attendanceRate: 60,
        inside: 80,
        records: 130,
        lastAttendance: null,
        lastUpdated: null,
        trend,
      },
      gates: Array.from({ length: 10 }, (_, index) => ({ ...gate, gateId: `g${index}` })),
      hours: [],
    },
    timeline: [{ at: '2030-11-30T23:55:00.000Z', count: 3, arrivals: 3 }],
    forecast: {
      kind: 'forecast',
      expectedFinalAttendance: 172,
      interval: { low: 150, high: 188 },
      peakHour: { from: '2030-12-01T00:00:00.000Z', expectedArrivals: 90, isPast: false },
      gateLoads: [{ gateId: 'g0', expectedNextHour: 40, expectedPeakLoad: 0.7 }],
      completionTime: '2030-12-01T02:10:00.000Z',
      basedOn: { arrivals: 120, pastEvents: 0 },
    },
    alerts: [
      {
        id: 'a',
        type: 'gate_overload',
        state: 'standing',
        subjectId: 'g',
        facts: { gate: 'G1', value: 0.9 },
        raisedAt: '2030-12-01T00:00:00.000Z',
        acknowledgedAt: null,
        acknowledgedBy: null,
        clearedAt: null,
      },
    ],
    lastScans: [],
  };
}
