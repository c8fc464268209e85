/** A number that may be one of several bell curves. */
interface WeighedBell {
  weight: number;
  remaining: number;
  variance: number;
}

/** The value below which a mixture of bell curves lies with this probability, to a part in a million. */
export function mixtureQuantile(bells: readonly WeighedBell[], probability: number): number {
  const heavy = bells.filter(({ weight }) => weight > 1e-6);
  let low = 0;
  let high = heavy.reduce(
    (most, { remaining, variance }) => Math.max(most, remaining + 6 * Math.sqrt(variance)),
    0,
  );
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (below(heavy, middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function below(bells: readonly WeighedBell[], value: number): number {
  let sum = 0;
  let total = 0;
  for (const { weight, remaining, variance } of bells) {
    const deviation = Math.sqrt(Math.max(variance, 1e-9));
    sum += weight * normalShare((value - remaining) / deviation);
    total += weight;
  }
  return sum / total;
}

/** The share of the standard normal distribution below `z`: Abramowitz and Stegun 26.2.17, to 7.5e-8. */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z >= 0 ? 1 - tail : tail;
}
