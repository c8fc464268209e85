import { formatDuration, formatNumber, formatPercent } from './format.js';
import type { ProgressUpdate } from './progress.js';

/** One stage of a long command, as far as it is known. */
export interface StageState {
  name: string;
  /** When the stage began, in milliseconds. */
  startedAt: number;
  latest: ProgressUpdate | undefined;
}

/** `writing: 120,000 of 300,000 rows (40 %)`. */
export function describeAmount({ name, latest }: StageState): string {
  if (latest === undefined) return name;
  const { done, total, unit } = latest;
  if (total === undefined) return `${name}: ${formatNumber(done)} ${unit}`;
  const share = formatPercent(done, total);
  return `${name}: ${formatNumber(done)} of ${formatNumber(total)} ${unit} (${share})`;
}

/** `24,100 rows/s · 7.5 s left`, as far as it can be told; else nothing. */
export function describePace({ latest, startedAt }: StageState, now: number): string {
  if (latest === undefined) return '';
  const rate = latest.rate ?? derivedRate(latest.done, now - startedAt);
  if (rate === undefined) return '';
  const pace = `${formatNumber(Math.round(rate))} ${latest.unit}/s`;
  const left = timeLeft(latest, rate);
  return left === undefined ? pace : `${pace} · ${formatDuration(left)} left`;
}

/** `created 987 · rejected 10`, or nothing when there are no counts. */
export function describeCounts(update: ProgressUpdate | undefined): string {
  return Object.entries(update?.counts ?? {})
    .map(([name, count]) => `${name} ${formatNumber(count)}`)
    .join(' · ');
}

/** A rate from less than half a second says nothing. */
function derivedRate(done: number, elapsed: number): number | undefined {
  return elapsed < 500 || done === 0 ? undefined : (done / elapsed) * 1000;
}

function timeLeft({ done, total }: ProgressUpdate, rate: number): number | undefined {
  if (total === undefined || rate <= 0 || done >= total) return undefined;
  return ((total - done) / rate) * 1000;
}

/** What there is to say, on one line. */
export function joinParts(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
