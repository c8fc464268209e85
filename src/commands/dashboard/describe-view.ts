import type { EventView } from '../../core/attendance/watch-event.js';
import { formatNumber } from '../output/format.js';

/** A view in one line, for a pipe or a log. */
export function describeView({ at, event, statistics, alerts }: EventView): string {
  const { overall, gates } = statistics;
  const busiest = [...gates].sort(
    (one, other) => (other.currentLoad ?? 0) - (one.currentLoad ?? 0),
  )[0];
  const parts = [
    formatTime(at, event.timezone),
    `${formatNumber(overall.attendedParticipants)} of ${formatNumber(overall.totalParticipants)} (${formatRate(overall.attendanceRate)})`,
    `${formatNumber(overall.inside)} inside`,
    `${formatNumber(Math.round(overall.trend.recentArrivals))} in 15 min, ${overall.trend.direction}`,
    ...(busiest?.currentLoad ? [`${busiest.code} ${formatLoad(busiest.currentLoad)}`] : []),
    ...alerts.map(({ type }) => `! ${type}`),
  ];
  return parts.join('  ');
}

/** A forecast in one line: `172 expected (150 to 188), busiest from 14:00, nearly all there by 15:20`. */
export function describeForecast({
  event,
  forecast,
}: Pick<EventView, 'event' | 'forecast'>): string {
  if (forecast.kind === 'too_little') return `no forecast: ${reasons[forecast.reason]}`;
  const { expectedFinalAttendance, interval, peakHour, completionTime } = forecast;
  const time = (iso: string) => formatTime(iso, event.timezone).slice(0, 5);
  return [
    `${formatNumber(expectedFinalAttendance)} expected (${formatNumber(interval.low)} to ${formatNumber(interval.high)})`,
    `${peakHour.isPast ? 'was busiest' : 'busiest'} from ${time(peakHour.from)}`,
    `nearly all there by ${time(completionTime)}`,
  ].join(', ');
}

const reasons = {
  few_arrivals: 'too few have come so far',
  nobody_registered: 'nobody is registered',
  no_end: 'the event has no end',
} as const;

/** `14:03:27`, at the event. */
export function formatTime(iso: string, timezone: string): string {
  return new Intl.DateTimeFormat('sv', { timeStyle: 'medium', timeZone: timezone }).format(
    new Date(iso),
  );
}

export function formatRate(rate: number | null): string {
  return rate === null ? '–' : `${rate.toFixed(1)} %`;
}

/** A share of what a gate can do: `84 %`. */
export function formatLoad(load: number | null): string {
  return load === null ? '–' : `${Math.round(load * 100)} %`;
}

/** Seconds as people wait them: `40 s`, `3 min`. */
export function formatWait(seconds: number | null): string {
  if (seconds === null) return '–';
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
