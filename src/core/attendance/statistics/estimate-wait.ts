/** Beyond this the formula for a steady queue runs off to infinity; nobody is helped by that. */
const busiest = 0.95;

/**
 * How many seconds somebody who comes now will wait at a gate, in whole seconds.
 *
 * The gate is taken for a queue with random arrivals and random times of service (M/M/1): with `load` ρ
 * of what it can do and `capacityPerMinute` µ, the mean wait is ρ / (µ · (1 − ρ)) minutes; ρ is taken as
 * at most 0.95. What came in the window beyond the gate's capacity stands in line on top of that.
 */
export function estimateWait({
  passed,
  capacityPerMinute,
  windowMinutes,
}: {
  /** People in the window. */
  passed: number;
  capacityPerMinute: number;
  windowMinutes: number;
}): number {
  const able = capacityPerMinute * windowMinutes;
  const load = Math.min(busiest, passed / able);
  const steady = load / (capacityPerMinute * (1 - load));
  const inLine = Math.max(0, passed - able) / capacityPerMinute;
  return Math.round((steady + inLine) * 60);
}
