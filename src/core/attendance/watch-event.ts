import { setTimeout as pause } from 'node:timers/promises';
import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import type { AlertDocument } from './alerts/alert-document.js';
import { listAlerts } from './alerts/list-alerts.js';
import { type ForecastDocument, presentForecast } from './forecast/forecast-document.js';
import { readForecast } from './forecast/read-forecast.js';
import { listScans } from './list-scans.js';
import { scanDocument } from './scan-document.js';
import type { StatisticsDesk } from './statistics/open-statistics.js';
import { readTimeline, type TimelinePoint } from './statistics/read-timeline.js';
import type { Statistics } from './statistics/summarise-attendance.js';

/** What a dashboard shows of an event at one moment; times are ISO 8601. */
export interface EventView {
  event: { slug: string; name: string; timezone: string; startsAt: string; endsAt: string | null };
  at: string;
  statistics: Statistics;
  /** The last two hours, in steps of five minutes. */
  timeline: TimelinePoint[];
  forecast: ForecastDocument;
  alerts: AlertDocument[];
  lastScans: ReturnType<typeof scanDocument>[];
}

const timelineMs = 2 * 60 * 60_000;
const shownScans = 8;
const shownAlerts = 5;
/** Loads and waits fade although nobody comes: the view is read again then. */
const staleMs = 10_000;
/** A forecast costs more than the rest, and says little more after a moment than before. */
const forecastMs = 20_000;

/**
 * The view of an event, again each time its numbers, scans or alerts have changed, and now and then without.
 * Ends with the error of `signal` when that is aborted. Throws EVENT_GONE.
 */
export async function* watchEvent(
  context: Context,
  desk: StatisticsDesk,
  options: { event: Event; signal: AbortSignal; everyMs: number },
): AsyncGenerator<EventView> {
  const { event, signal, everyMs } = options;
  let shown = '';
  let shownAt = 0;
  let forecast: { document: ForecastDocument; at: number } | undefined;
  for (;;) {
    signal.throwIfAborted();
    const isFresh = forecast && context.clock.now().getTime() - forecast.at < forecastMs;
    const view = await readView(context, desk, {
      event,
      forecast: isFresh ? forecast?.document : undefined,
    });
    if (!isFresh) forecast = { document: view.forecast, at: Date.parse(view.at) };
    const { statistics, alerts, lastScans } = view;
    const content = JSON.stringify([statistics.version, alerts, lastScans]);
    const now = context.clock.now().getTime();
    if (content !== shown || now - shownAt >= staleMs) {
      shownAt = now;
      yield view;
    }
    shown = content;
    await pause(everyMs, undefined, { signal });
  }
}

/** The view at this moment. Throws EVENT_GONE. */
export async function viewEvent(
  context: Context,
  desk: StatisticsDesk,
  event: Event,
): Promise<EventView> {
  return await readView(context, desk, { event, forecast: undefined });
}

/** With the forecast that is given, or a new one. */
async function readView(
  context: Context,
  desk: StatisticsDesk,
  { event, forecast }: { event: Event; forecast: ForecastDocument | undefined },
): Promise<EventView> {
  const { slug, name, timezone, startsAt, endsAt, id: eventId } = event;
  const now = context.clock.now();
  const from = new Date(now.getTime() - timelineMs);
  const scans = await listScans(context, { eventId }, { limit: shownScans });
  return {
    event: {
      slug,
      name,
      timezone,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt?.toISOString() ?? null,
    },
    at: now.toISOString(),
    statistics: await desk.read(eventId),
    timeline: await readTimeline(context, { eventId, from, until: now, bucketMinutes: 5 }),
    forecast: forecast ?? presentForecast(await readForecast(context, eventId)),
    alerts: await listAlerts(context, event, { onlyStanding: true, limit: shownAlerts }),
    lastScans: scans.map(scanDocument),
  };
}
