import { render } from 'ink-testing-library';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeView } from '../../src/commands/dashboard/describe-view.js';
import { Dashboard } from '../../src/commands/dashboard/live-dashboard.js';
import { loadBar, sparkline } from '../../src/commands/dashboard/sparkline.js';
import { openStatistics } from '../../src/core/attendance/statistics/open-statistics.js';
import { type EventView, viewEvent } from '../../src/core/attendance/watch-event.js';
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
    const view = await viewEvent(context, desk, venue.event);
    await desk.close();
    await context.close();

    const { lastFrame } = render(<Dashboard view={view} rows={23} colour={false} />);
    const frame = lastFrame() ?? '';
    expect(frame).toContain('of 1 here');
    expect(frame).toMatch(/G1 +░{20}/);
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
    expect(lines(40).join('\n')).toContain('! gate overload G1');
  });

  it('draws bars', () => {
    expect(sparkline([0, 1, 4, 8])).toBe(' ▁▄█');
    expect(loadBar(0.5, 4)).toBe('██░░');
    expect(loadBar(3, 4)).toBe('████');
  });
});

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
    event: { slug: 'devday', name: 'DevDay', timezone: 'Asia/Seoul', startsAt: '', endsAt: null },
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
