import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
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
  event: {
    id: string;
    slug: string;
    name: string;
    timezone: string;
    startsAt: string;
    endsAt: string | null;
  };
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
export const staleMs = 10_000;
/** A forecast costs more than the rest, and says little more after a moment than before. */
const forecastMs = 20_000;

/** Reads views of events. */
export type EventViewer = (event: Event) => Promise<EventView>;

/** With a forecast that may be some seconds old. The viewer throws EVENT_GONE. */
export function createEventViewer(context: Context, desk: StatisticsDesk): EventViewer {
  const forecasts = new LRUCache<string, ForecastDocument>({ max: 100, ttl: forecastMs });
  return async (event) => {
    const forecast =
      forecasts.get(event.id) ?? presentForecast(await readForecast(context, event.id));
    if (!forecasts.has(event.id)) forecasts.set(event.id, forecast);
    return await readView(context, desk, { event, forecast });
  };
}

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
  const viewEvent = createEventViewer(context, desk);
  const isNews = createNewsFilter();
  for (;;) {
    signal.throwIfAborted();
    const view = await viewEvent(event);
    if (isNews(view)) yield view;
    await pause(everyMs, undefined, { signal });
  }
}

/** Tells which of the views that follow one another are worth showing. */
export function createNewsFilter(): (view: EventView) => boolean {
  let shown = '';
  let shownAt = 0;
  return ({ statistics, alerts, lastScans, at }) => {
    const content = JSON.stringify([statistics.version, alerts, lastScans]);
    const now = Date.parse(at);
    const isNews = content !== shown || now - shownAt >= staleMs;
    if (isNews) shownAt = now;
    shown = content;
    return isNews;
  };
}

async function readView(
  context: Context,
  desk: StatisticsDesk,
  { event, forecast }: { event: Event; forecast: ForecastDocument },
): Promise<EventView> {
  const { id, slug, name, timezone, startsAt, endsAt } = event;
  const now = context.clock.now();
  const from = new Date(now.getTime() - timelineMs);
  const scans = await listScans(context, { eventId: id }, { limit: shownScans });
  return {
    event: {
      id,
      slug,
      name,
      timezone,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt?.toISOString() ?? null,
    },
    at: now.toISOString(),
    statistics: await desk.read(id),
    timeline: await readTimeline(context, { eventId: id, from, until: now, bucketMinutes: 5 }),
    forecast,
    alerts: await listAlerts(context, event, { onlyStanding: true, limit: shownAlerts }),
    lastScans: scans.map(scanDocument),
  };
}
