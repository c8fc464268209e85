import type { ArrivalShape } from './arrival-shapes.js';

/** What is believed of the share of the registered that comes, before the first has. */
export interface TurnoutBelief {
  mean: number;
  deviation: number;
}

/** A shape, how well it explains what was seen, and how many are still to come if it holds. */
export interface WeighedShape {
  shape: ArrivalShape;
  weight: number;
  remaining: number;
  variance: number;
}

/**
 * So many arrivals at most speak for a shape. People come in groups and by trains, and no shape is quite
 * right: taken one by one, thousands of arrivals would make a forecast sure of what is only the least bad.
 */
const mostEvidence = 50;

/** By what part of itself the number still to come is wrong where a shape holds: as simulated. */
const misfit = 0.7;

/**
 * Weighs shapes by Bayes' rule. The final number is believed to be Gamma distributed around the usual
 * turnout, and arrivals in each bin to be Poisson distributed around their share of it; so the number
 * still to come, given a shape, is known in closed form.
 */
export function weighShapes(
  shapes: readonly ArrivalShape[],
  seen: {
    registered: number;
    /** Arrivals by bin, of the bins up to now. */
    arrivals: readonly number[];
    /** How many bins have passed; the last of them perhaps in part. */
    passed: number;
    turnout: TurnoutBelief;
  },
): WeighedShape[] {
  const { registered, arrivals, passed, turnout } = seen;
  const come = arrivals.reduce((sum, count) => sum + count, 0);
  const alpha = (turnout.mean / turnout.deviation) ** 2;
  const beta = alpha / (turnout.mean * registered);
  const tempered = Math.min(1, mostEvidence / Math.max(1, come));

  const scores = shapes.map((shape) => {
    const reached = reachedOf(shape, passed);
    const level = come * Math.log(reached) - (alpha + come) * Math.log(beta + reached);
    return Math.log(shape.prior) + level + tempered * fitOf(shape, { arrivals, passed, reached });
  });
  const best = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const raw = scores.map((score) => Math.exp(score - best));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return shapes.map((shape, index) => {
    const reached = reachedOf(shape, passed);
    const open = 1 - reached;
    const remaining = ((alpha + come) / (beta + reached)) * open;
    // Of a negative binomial: Poisson, and what is not known of the level; and no shape is quite right.
    const variance = remaining + remaining ** 2 / (alpha + come) + (misfit * remaining) ** 2;
    return { shape, weight: (raw[index] as number) / total, remaining, variance };
  });
}

/** The share that has come when so many bins, perhaps in part, have passed. */
export function reachedOf({ cumulative }: ArrivalShape, passed: number): number {
  const whole = Math.min(cumulative.length, Math.floor(passed));
  const before = whole > 0 ? (cumulative[whole - 1] as number) : 0;
  const next = cumulative[whole] ?? 1;
  return Math.max(1e-9, before + (next - before) * (passed - whole));
}

/** How likely the arrivals are to be spread as they are over the time that has passed. */
function fitOf(
  { cumulative }: ArrivalShape,
  seen: { arrivals: readonly number[]; passed: number; reached: number },
): number {
  let fit = 0;
  for (const [bin, count] of seen.arrivals.entries()) {
    if (count <= 0) continue;
    const whole = (cumulative[bin] as number) - (bin > 0 ? (cumulative[bin - 1] as number) : 0);
    const share = whole * Math.min(1, Math.max(0.05, seen.passed - bin));
    fit += count * Math.log(share / seen.reached);
  }
  return fit;
}
