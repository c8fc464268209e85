import type { MinuteCount } from './snapshot.js';

const minuteMs = 60_000;

/**
 * How many came in the window that ends at `until`, from counts of whole minutes: of the minute in which
 * the window begins, the part that lies in it.
 */
export function countWithin(
  minutes: readonly MinuteCount[],
  window: { until: number; minutes: number; of?: 'count' | 'arrivals' },
): number {
  const { until, of = 'count' } = window;
  const from = until - window.minutes * minuteMs;
  let sum = 0;
  for (const minute of minutes) {
    if (minute.at > until || minute.at + minuteMs <= from) continue;
    const part = Math.min(1, (minute.at + minuteMs - from) / minuteMs);
    sum += minute[of] * part;
  }
  return sum;
}
