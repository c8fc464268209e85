import {
  type ArrivalShape,
  type ArrivalWindow,
  arrivalShapes,
  binCount,
} from './arrival-shapes.js';
import { mixtureQuantile } from './mixture-quantile.js';
import { reachedOf, type TurnoutBelief, type WeighedShape, weighShapes } from './weigh-shapes.js';

/** A forecast at `now`; times in milliseconds since 1970. Named as in seed 002, `PredictiveStats`. */
export type Forecast =
  | {
      kind: 'forecast';
      expectedFinalAttendance: number;
      /** Four times out of five the final number lies in it. */
      interval: { low: number; high: number };
      /** The hour of the event's zone in which most come, past or to come. */
      peakHour: { from: number; expectedArrivals: number; isPast: boolean };
      gateLoads: ExpectedGateLoad[];
      /** When 19 of 20 of those who come will have come. */
      completionTime: number;
      basedOn: { arrivals: number; pastEvents: number };
    }
  | { kind: 'too_little'; reason: TooLittle; arrivals: number; needed: number };

/** `no_end`: without an end nobody knows how much of the event is left. */
export type TooLittle = 'few_arrivals' | 'nobody_registered' | 'no_end';

export interface ExpectedGateLoad {
  gateId: string;
  /** People in the hour from now on. */
  expectedNextHour: number;
  /** In the busiest minutes of that hour, 1 being its capacity; null without a capacity. */
  expectedPeakLoad: number | null;
}

export interface ForecastInput {
  now: number;
  registered: number;
  startsAt: number;
  endsAt: number | null;
  /** Of the event's zone, so that hours are its own. */
  utcOffsetMs: number;
  /** First check-ins by minute and gate. */
  arrivals: readonly { at: number; gateId: string; arrivals: number }[];
  gates: readonly { id: string; capacityPerMinute: number | null }[];
  past: readonly PastEvent[];
}

/** How an event of before filled. */
export interface PastEvent {
  /** Attended by registered. */
  turnout: number;
  /** The share that had come by the end of each bin of its window. */
  cumulative: Float64Array;
}

/** Fewer arrivals say nothing about the rest. */
export const fewestArrivals = 30;

const hourMs = 60 * 60_000;
/** Seed 002: scans are taken from an hour before the start on. */
export const doorsMs = hourMs;
/** Nothing known of other events: two of three come, give or take. */
const usualTurnout: TurnoutBelief = { mean: 0.68, deviation: 0.2 };

/** How an event will go on, from how it went so far and how others did; or that there is too little to say. */
export function forecastAttendance(input: ForecastInput): Forecast {
  const { now, registered, endsAt, past } = input;
  const come = input.arrivals.reduce((sum, { arrivals }) => sum + arrivals, 0);
  const tooLittle = whyTooLittle(input, come);
  if (endsAt === null || tooLittle) {
    const reason = tooLittle ?? 'no_end';
    return { kind: 'too_little', reason, arrivals: come, needed: fewestArrivals };
  }
  const window = { opensAt: input.startsAt - doorsMs, startsAt: input.startsAt, endsAt };
  const width = (endsAt - window.opensAt) / binCount;
  const passed = Math.min(binCount, Math.max(0, (now - window.opensAt) / width));
  const seen = binArrivals(input.arrivals, { window, width });
  const weighed = weighShapes(
    arrivalShapes(
      window,
      past.map(({ cumulative }) => cumulative),
    ),
    { registered, arrivals: seen, passed, turnout: turnoutOf(past) },
  );
  const most = Math.max(come, registered);
  const final = finalOf(weighed, { come, most });
  const toCome = spreadRest(weighed, { passed, total: final.expected - come });
  const bins = toCome.map((rest, bin) => rest + (seen[bin] ?? 0));
  return {
    kind: 'forecast',
    expectedFinalAttendance: Math.round(final.expected),
    interval: { low: Math.round(final.low), high: Math.round(final.high) },
    peakHour: findPeak(bins, { window, width, now, utcOffsetMs: input.utcOffsetMs }),
    gateLoads: expectedLoads(input, { toCome, passed, width }),
    completionTime: Math.round(findCompletion(bins, { window, width })),
    basedOn: { arrivals: come, pastEvents: past.length },
  };
}

function whyTooLittle({ registered }: ForecastInput, come: number): TooLittle | undefined {
  if (registered <= 0) return 'nobody_registered';
  return come < fewestArrivals ? 'few_arrivals' : undefined;
}

/** What is outside of the window belongs to its first or last bin. */
function binArrivals(
  arrivals: ForecastInput['arrivals'],
  { window, width }: { window: ArrivalWindow; width: number },
): number[] {
  const bins = new Array<number>(binCount).fill(0);
  for (const { at, arrivals: count } of arrivals) {
    const bin = Math.floor((at - window.opensAt) / width);
    const inside = Math.min(binCount - 1, Math.max(0, bin));
    bins[inside] = (bins[inside] as number) + count;
  }
  return bins.map((count) => Math.max(0, count));
}

/** Past events speak for the next one as far as they agree, and a few of them not as much as many. */
function turnoutOf(past: readonly PastEvent[]): TurnoutBelief {
  if (past.length === 0) return usualTurnout;
  const { mean: usual, deviation } = usualTurnout;
  const sum = past.reduce((total, { turnout }) => total + turnout, 0);
  const mean = (sum + usual) / (past.length + 1);
  const spread = past.reduce((total, { turnout }) => total + (turnout - mean) ** 2, deviation ** 2);
  return { mean, deviation: Math.max(0.06, Math.sqrt(spread / (past.length + 1))) };
}

function finalOf(weighed: readonly WeighedShape[], { come, most }: { come: number; most: number }) {
  const capped = (value: number) => Math.min(most, Math.max(come, value));
  const expected = weighed.reduce(
    (sum, { weight, remaining }) => sum + weight * capped(come + remaining),
    0,
  );
  const low = capped(come + mixtureQuantile(weighed, 0.1));
  const high = capped(come + mixtureQuantile(weighed, 0.9));
  return { expected, low: Math.min(low, expected), high: Math.max(high, expected) };
}

/** Spreads those who are still to come over the bins that are left, as the weighed shapes do. */
function spreadRest(
  weighed: readonly WeighedShape[],
  { passed, total }: { passed: number; total: number },
): number[] {
  const rest = new Array<number>(binCount).fill(0);
  for (const { shape, weight, remaining } of weighed) {
    const open = 1 - reachedOf(shape, passed);
    if (weight < 1e-6 || open <= 0) continue;
    for (let bin = Math.floor(passed); bin < binCount; bin++) {
      const share = shareAfter(shape, { bin, passed }) / open;
      rest[bin] = (rest[bin] as number) + weight * remaining * share;
    }
  }
  const sum = rest.reduce((all, one) => all + one, 0);
  return sum > 0 ? rest.map((one) => (one / sum) * total) : rest;
}

/** The share of a bin that lies after what has passed. */
function shareAfter(shape: ArrivalShape, { bin, passed }: { bin: number; passed: number }): number {
  const from = bin < passed ? reachedOf(shape, passed) : (shape.cumulative[bin - 1] ?? 0);
  return Math.max(0, (shape.cumulative[bin] as number) - from);
}

function findPeak(
  bins: readonly number[],
  time: { window: ArrivalWindow; width: number; now: number; utcOffsetMs: number },
) {
  const { window, width, now, utcOffsetMs } = time;
  const hours = new Map<number, number>();
  for (const [bin, count] of bins.entries()) {
    const middle = window.opensAt + (bin + 0.5) * width + utcOffsetMs;
    const from = Math.floor(middle / hourMs) * hourMs - utcOffsetMs;
    hours.set(from, (hours.get(from) ?? 0) + count);
  }
  let [from, expected] = [window.opensAt, -1];
  for (const [hour, count] of hours) if (count > expected) [from, expected] = [hour, count];
  return { from, expectedArrivals: Math.round(expected), isPast: from + hourMs <= now };
}

function findCompletion(
  bins: readonly number[],
  { window, width }: { window: ArrivalWindow; width: number },
): number {
  const wanted = 0.95 * bins.reduce((sum, count) => sum + count, 0);
  let reached = 0;
  for (const [bin, count] of bins.entries()) {
    if (reached + count >= wanted) {
      const part = count > 0 ? (wanted - reached) / count : 0;
      return window.opensAt + (bin + part) * width;
    }
    reached += count;
  }
  return window.endsAt;
}

/** Gates share those who are to come as they shared the arrivals of the last hour. */
function expectedLoads(
  { now, arrivals, gates }: ForecastInput,
  { toCome, passed, width }: { toCome: readonly number[]; passed: number; width: number },
): ExpectedGateLoad[] {
  const first = Math.floor(passed);
  const lastBin = first + hourMs / width;
  const hour = toCome.slice(first, Math.ceil(lastBin));
  const nextHour = hour.reduce((sum, count, index) => {
    return sum + count * Math.min(1, Math.max(0, lastBin - first - index));
  }, 0);
  const busiest = Math.max(0, ...hour) / (width / 60_000);
  const lately = arrivals.filter(({ at }) => at > now - hourMs);
  const counted = lately.some((one) => one.arrivals > 0) ? lately : arrivals;
  const total = counted.reduce((sum, one) => sum + one.arrivals, 0);
  return gates.map(({ id, capacityPerMinute }) => {
    const own = counted.filter(({ gateId }) => gateId === id);
    const share = total > 0 ? own.reduce((sum, one) => sum + one.arrivals, 0) / total : 0;
    return {
      gateId: id,
      expectedNextHour: Math.round(nextHour * share),
      expectedPeakLoad:
        capacityPerMinute === null
          ? null
          : Math.round(((busiest * share) / capacityPerMinute) * 100) / 100,
    };
  });
}
