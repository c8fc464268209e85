import type { Forecast, TooLittle } from './forecast-attendance.js';

/** A forecast as programs see it; times are ISO 8601 UTC. */
export type ForecastDocument =
  | {
      kind: 'forecast';
      expectedFinalAttendance: number;
      interval: { low: number; high: number };
      peakHour: { from: string; expectedArrivals: number; isPast: boolean };
      gateLoads: { gateId: string; expectedNextHour: number; expectedPeakLoad: number | null }[];
      completionTime: string;
      basedOn: { arrivals: number; pastEvents: number };
    }
  | { kind: 'too_little'; reason: TooLittle; arrivals: number; needed: number };

export function presentForecast(forecast: Forecast): ForecastDocument {
  if (forecast.kind === 'too_little') return forecast;
  const { peakHour, completionTime, ...rest } = forecast;
  return {
    ...rest,
    peakHour: { ...peakHour, from: new Date(peakHour.from).toISOString() },
    completionTime: new Date(completionTime).toISOString(),
  };
}
