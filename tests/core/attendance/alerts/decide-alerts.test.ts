import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertRules } from '../../../../src/core/attendance/alerts/alert-rules.js';
import { decideAlerts } from '../../../../src/core/attendance/alerts/decide-alerts.js';
import {
  type Observation,
  observeEvent,
  type ScanPulse,
} from '../../../../src/core/attendance/alerts/observe-event.js';
import { type Alert, alertTypes } from '../../../../src/core/attendance/alerts/schema.js';
import { emptySnapshot } from '../../../../src/core/attendance/statistics/snapshot.js';
import { summariseAttendance } from '../../../../src/core/attendance/statistics/summarise-attendance.js';

function seen(type: Alert['type'], value: number): Observation {
  return { type, subjectId: 'subject', value, facts: { value } };
}

const standing = (type: Alert['type']): Alert => ({
  id: 'alert',
  eventId: 'event',
  type,
  subjectId: 'subject',
  facts: {},
  raisedAt: new Date(0),
  acknowledgedAt: null,
  acknowledgedBy: null,
  clearedAt: null,
});

describe('alerts', () => {
  it('are raised beyond their limit, and over well before it', () => {
    expect(decideAlerts([seen('gate_overload', 0.8)], []).raise).toEqual([]);
    expect(decideAlerts([seen('gate_overload', 0.81)], []).raise).toHaveLength(1);
    const stands = [standing('gate_overload')];
    expect(decideAlerts([seen('gate_overload', 0.7)], stands)).toEqual({ raise: [], clear: [] });
    expect(decideAlerts([seen('gate_overload', 0.6)], stands).clear).toEqual(stands);
    expect(decideAlerts([seen('low_attendance', 29)], []).raise).toHaveLength(1);
    expect(decideAlerts([seen('low_attendance', 31)], [standing('low_attendance')]).clear).toEqual(
      [],
    );
  });

  it('are over when nothing is known of their number any more', () => {
    const stands = [standing('slow_responses')];
    expect(decideAlerts([], stands).clear).toEqual(stands);
  });

  it('never warn twice of a number that stays on the wrong side, and never swing around a limit', () => {
    // Around the limit, and not doubles: most of those are next to nothing.
    const factor = fc.integer({ min: 40, max: 160 }).map((percent) => percent / 100);
    const values = fc.array(factor, { maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...alertTypes), values, (type, factors) => {
        const { raise, clear, worse } = alertRules[type];
        let stands: Alert[] = [];
        let crossings = 0;
        let raised = 0;
        let armed = true;
        for (const factor of factors) {
          const value = raise * factor;
          const isWorse = worse === 'above' ? value > raise : value < raise;
          const isWell = worse === 'above' ? value <= clear : value >= clear;
          if (armed && isWorse) crossings += 1;
          armed = armed ? !isWorse : isWell;
          const plan = decideAlerts([seen(type, value)], stands);
          raised += plan.raise.length;
          if (plan.raise.length > 0) stands = [standing(type)];
          if (plan.clear.length > 0) stands = [];
        }
        expect(raised).toBe(crossings);
      }),
    );
  });
});

describe('what is seen of an event', () => {
  const startsAt = Date.parse('2030-12-01T00:00:00Z');
  const endsAt = startsAt + 10 * 60 * 60_000;
  const quiet: ScanPulse = {
    scans: 0,
    refused: 0,
    accepted: 0,
    meanProcessingMs: null,
    waiting: 0,
  };

  function typesAt(progress: number, changes: { pulse?: Partial<ScanPulse>; attended?: number }) {
    const now = new Date(startsAt + progress * (endsAt - startsAt));
    const head = { version: 1, registered: 100, timezone: 'UTC', startsAt, endsAt, gates: [] };
    const snapshot = { ...emptySnapshot, version: 1, attended: changes.attended ?? 0 };
    const statistics = summariseAttendance(head, snapshot, now);
    const pulse = { ...quiet, ...changes.pulse };
    const observations = observeEvent('event', { head, statistics, pulse }, now);
    return decideAlerts(observations, []).raise.map(({ type }) => type);
  }

  it('speaks of low attendance only in the second half of the event', () => {
    expect(typesAt(0.5, { attended: 29 })).toEqual([]);
    expect(typesAt(0.51, { attended: 29 })).toEqual(['low_attendance']);
    expect(typesAt(0.51, { attended: 30 })).toEqual([]);
    expect(typesAt(1.01, { attended: 29 })).toEqual([]);
  });

  it('takes a handful of scans for no sign of anything', () => {
    const few = { scans: 19, refused: 19, accepted: 19, meanProcessingMs: 5000 };
    expect(typesAt(0.1, { pulse: few })).toEqual([]);
    const enough = { scans: 25, refused: 5, accepted: 20, meanProcessingMs: 1001 };
    expect(typesAt(0.1, { pulse: enough })).toEqual(['slow_responses']);
    expect(typesAt(0.1, { pulse: { ...enough, refused: 6 } })).toEqual([
      'slow_responses',
      'error_rate',
    ]);
    expect(typesAt(0.1, { pulse: { waiting: 1001 } })).toEqual(['sync_queue']);
  });
});
