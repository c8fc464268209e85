/** How the arrivals of an event spread over its time. */
export interface ArrivalShape {
  /** How likely it is before anybody has come; of all shapes together 1. */
  prior: number;
  /** The share that has come by the end of each bin, rising to 1. */
  cumulative: Float64Array;
}

/** The time in which people come: from the opening of the doors to the end, in bins of equal width. */
export interface ArrivalWindow {
  opensAt: number;
  startsAt: number;
  endsAt: number;
}

/** Enough for minutes at an afternoon and for quarters of an hour at a weekend. */
export const binCount = 144;

const minuteMs = 60_000;
/** Part of every shape: somebody always comes at an odd time. */
const stray = 0.01;

/**
 * The shapes that a forecast considers: one wave around the start or later, steep or slow on either side,
 * some of it evenly spread, perhaps a second wave in the afternoon; and how past events filled, where
 * there are any, which count as much as all the others together.
 */
export function arrivalShapes(
  window: ArrivalWindow,
  past: readonly Float64Array[],
): ArrivalShape[] {
  const invented = inventShapes(window);
  const share = past.length > 0 ? 0.5 : 1;
  const total = invented.reduce((sum, { prior }) => sum + prior, 0);
  return [
    ...invented.map(({ prior, cumulative }) => ({ prior: (prior / total) * share, cumulative })),
    ...past.map((cumulative) => ({
      prior: (1 - share) / past.length,
      cumulative: withStrays(cumulative),
    })),
  ];
}

const evenShares = [0, 0.15, 0.35, 0.7];
const secondWaves = [0, 0.25, 0.45];

function inventShapes({ opensAt, startsAt, endsAt }: ArrivalWindow): ArrivalShape[] {
  const duration = endsAt - startsAt;
  const width = (endsAt - opensAt) / binCount;
  const edges = Float64Array.from({ length: binCount + 1 }, (_, bin) => opensAt + bin * width);
  const peaks = [
    ...[-25, -10, 5, 20].map((minutes) => startsAt + minutes * minuteMs),
    ...[0.15, 0.25, 0.35, 0.5, 0.65].map((part) => startsAt + part * duration),
  ];
  const rises = [12 * minuteMs, 30 * minuteMs, 0.2 * duration];
  const falls = [12 * minuteMs, 25 * minuteMs, 50 * minuteMs, 0.2 * duration];
  const afternoon = wave(edges, {
    peak: startsAt + 0.55 * duration,
    rise: 0.06 * duration,
    fall: 0.08 * duration,
  });
  const shapes: ArrivalShape[] = [];
  for (const peak of peaks) {
    const isUsual = Math.abs(peak - startsAt) <= 0.2 * duration;
    for (const rise of rises) {
      for (const fall of falls) {
        const first = wave(edges, { peak, rise, fall });
        for (const even of evenShares) {
          for (const second of secondWaves) {
            // A wave that is late needs no second one.
            if (second > 0 && !isUsual) continue;
            const prior = (isUsual ? 2 : 1) * (second > 0 ? 0.4 : 1) * (even > 0.5 ? 0.5 : 1);
            shapes.push({ prior, cumulative: mix({ first, afternoon, even, second }) });
          }
        }
      }
    }
  }
  return shapes;
}

/** Shares by the end of each bin of a wave that rises and falls exponentially around its peak. */
function wave(
  edges: Float64Array,
  { peak, rise, fall }: { peak: number; rise: number; fall: number },
): Float64Array {
  const before = rise / (rise + fall);
  const reached = (at: number) =>
    at < peak
      ? before * Math.exp((at - peak) / rise)
      : 1 - (1 - before) * Math.exp((peak - at) / fall);
  const first = reached(edges[0] as number);
  const span = reached(edges[binCount] as number) - first;
  return Float64Array.from(
    { length: binCount },
    (_, bin) => (reached(edges[bin + 1] as number) - first) / span,
  );
}

/** A plain loop: a thousand shapes are made for each forecast. */
function mix(parts: {
  first: Float64Array;
  afternoon: Float64Array;
  even: number;
  second: number;
}): Float64Array {
  const { first, afternoon, even, second } = parts;
  const mixed = new Float64Array(binCount);
  const inWaves = (1 - even) * (1 - stray);
  for (let bin = 0; bin < binCount; bin++) {
    const waves = (first[bin] as number) * (1 - second) + (afternoon[bin] as number) * second;
    mixed[bin] = waves * inWaves + ((bin + 1) / binCount) * (1 - inWaves);
  }
  return mixed;
}

function withStrays(cumulative: Float64Array): Float64Array {
  return cumulative.map((share, bin) => share * (1 - stray) + ((bin + 1) / binCount) * stray);
}
