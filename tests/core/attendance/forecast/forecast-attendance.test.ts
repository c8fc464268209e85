import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindNames, seededRandom, simulateEvents } from '../../../../benchmarks/arrival-curves.js';
import {
  type ForecastInput,
  fewestArrivals,
  forecastAttendance,
} from '../../../../src/core/attendance/forecast/forecast-attendance.js';

const hour = 60 * 60_000;
const startsAt = Date.parse('2030-12-01T00:00:00Z');
const endsAt = startsAt + 8 * hour;

/** `count` people, evenly from half an hour before the start to half an hour after it. */
function around(count: number, gateId = 'one'): ForecastInput['arrivals'] {
  return Array.from({ length: count }, (_, index) => ({
    at: startsAt - hour / 2 + (index / count) * hour,
    gateId,
    arrivals: 1,
  }));
}

function forecast(changes: Partial<ForecastInput> = {}) {
  return forecastAttendance({
    now: startsAt + 2 * hour,
    registered: 1000,
    startsAt,
    endsAt,
    utcOffsetMs: 9 * hour,
    arrivals: around(600),
    gates: [
      { id: 'one', capacityPerMinute: 10 },
      { id: 'two', capacityPerMinute: null },
    ],
    past: [],
    ...changes,
  });
}

function made(changes: Partial<ForecastInput> = {}) {
  const result = forecast(changes);
  if (result.kind !== 'forecast') throw new Error(`no forecast: ${result.reason}`);
  return result;
}

describe('a forecast', () => {
  it('is refused where there is too little to say anything', () => {
    const few = forecast({ arrivals: around(fewestArrivals - 1) });
    expect(few).toEqual({ kind: 'too_little', reason: 'few_arrivals', arrivals: 29, needed: 30 });
    expect(forecast({ endsAt: null })).toMatchObject({ reason: 'no_end' });
    expect(forecast({ registered: 0 })).toMatchObject({ reason: 'nobody_registered' });
    expect(forecast({ arrivals: around(fewestArrivals) }).kind).toBe('forecast');
  });

  it('expects few more once a wave is over, and says how sure it is', () => {
    const { expectedFinalAttendance, interval } = made();
    expect(expectedFinalAttendance).toBeGreaterThanOrEqual(600);
    expect(expectedFinalAttendance).toBeLessThan(720);
    expect(interval.low).toBeLessThanOrEqual(expectedFinalAttendance);
    expect(interval.high).toBeGreaterThan(expectedFinalAttendance);
  });

  it('is certain at the end', () => {
    const { expectedFinalAttendance, interval } = made({ now: endsAt });
    expect({ expectedFinalAttendance, interval }).toEqual({
      expectedFinalAttendance: 600,
      interval: { low: 600, high: 600 },
    });
  });

  it('follows events of before that were like this one', () => {
    // Half came in the morning and half after lunch.
    const past = Array.from({ length: 5 }, () => ({
      turnout: 0.9,
      cumulative: Float64Array.from({ length: 144 }, (_, bin) =>
        bin < 80 ? 0.5 * Math.min(1, bin / 24) : 0.5 + 0.5 * Math.min(1, (bin - 80) / 20),
      ),
    }));
    const arrivals = around(450);
    const alone = made({ arrivals, now: startsAt + 3 * hour });
    const informed = made({ arrivals, now: startsAt + 3 * hour, past });
    expect(informed.expectedFinalAttendance).toBeGreaterThan(alone.expectedFinalAttendance + 100);
    expect(informed.basedOn).toEqual({ arrivals: 450, pastEvents: 5 });
  });

  it('names the busiest hour in the zone of the event, and when nearly all are there', () => {
    const { peakHour, completionTime } = made();
    expect(peakHour).toMatchObject({ from: startsAt - hour, isPast: true });
    expect(completionTime).toBeGreaterThan(startsAt);
    expect(completionTime).toBeLessThan(startsAt + 6 * hour);
    const halfAnHourOff = made({ utcOffsetMs: 5.5 * hour }).peakHour;
    expect(halfAnHourOff.from).toBe(startsAt - hour / 2);
  });

  it('shares those who are to come among the gates as the last hour did', () => {
    const arrivals = [...around(300, 'one'), ...around(100, 'two')];
    const { gateLoads } = made({ arrivals, now: startsAt + hour / 2 });
    const [one, two] = gateLoads;
    expect(one?.expectedNextHour).toBeGreaterThan(10);
    const ratio = (one?.expectedNextHour ?? 0) / (two?.expectedNextHour ?? 1);
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(4);
    expect(one?.expectedPeakLoad).toBeGreaterThan(0);
    expect(two?.expectedPeakLoad).toBeNull();
  });

  it('never expects fewer than have come nor more than are registered, in whatever order of numbers', () => {
    const minutes = fc.array(
      fc.record({
        at: fc.integer({ min: -90, max: 700 }).map((at) => startsAt + at * 60_000),
        gateId: fc.constantFrom('one', 'two', 'gone'),
        arrivals: fc.integer({ min: 0, max: 40 }),
      }),
      { minLength: 5, maxLength: 60 },
    );
    fc.assert(
      fc.property(
        minutes,
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: -20, max: 130 }),
        (arrivals, registered, percent) => {
          const now = startsAt + (percent / 100) * (endsAt - startsAt);
          const result = forecast({ arrivals, registered, now });
          if (result.kind !== 'forecast') return;
          const come = arrivals.reduce((sum, one) => sum + one.arrivals, 0);
          const { expectedFinalAttendance: expected, interval } = result;
          expect(interval.low).toBeGreaterThanOrEqual(come);
          expect(expected).toBeGreaterThanOrEqual(interval.low);
          expect(interval.high).toBeGreaterThanOrEqual(expected);
          expect(interval.high).toBeLessThanOrEqual(Math.max(come, registered));
          expect(Number.isFinite(result.completionTime)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('errs less than half as much as the same rate going on, on simulated events', () => {
    const random = seededRandom(7);
    let [ours, same] = [0, 0];
    for (const kind of [...kindNames, ...kindNames, ...kindNames]) {
      const { event } = simulateEvents(random, { kind, others: 0 });
      for (const part of [0.1, 0.25, 0.5, 0.75]) {
        const now = event.startsAt + part * (event.endsAt - event.startsAt);
        const come = event.arrivals.filter((at) => at <= now);
        const result = forecastAttendance({
          ...event,
          now,
          utcOffsetMs: 0,
          arrivals: come.map((at) => ({ at, gateId: 'one', arrivals: 1 })),
          gates: [],
          past: [],
        });
        if (result.kind !== 'forecast') continue;
        const final = event.arrivals.length;
        const rate = come.length / (now - (come[0] as number));
        const onward = Math.min(event.registered, come.length + rate * (event.endsAt - now));
        ours += Math.abs(result.expectedFinalAttendance - final) / final;
        same += Math.abs(onward - final) / final;
      }
    }
    expect(ours).toBeLessThan(same / 2);
  });
});
