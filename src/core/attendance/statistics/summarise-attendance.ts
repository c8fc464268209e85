import { countWithin } from './count-within.js';
import { estimateWait } from './estimate-wait.js';
import type {
  CountedGate,
  HourCount,
  MethodCounts,
  MinuteCount,
  StatisticsHead,
  StatisticsSnapshot,
} from './snapshot.js';

/** The numbers of an event; named as in seed 002. Times are ISO 8601 UTC, rates in percent. */
export interface Statistics {
  /** Never falls: an answer with a lower one is older. */
  version: number;
  overall: OverallStatistics;
  gates: GateStatistics[];
  hours: HourStatistics[];
}

export interface OverallStatistics {
  totalParticipants: number;
  attendedParticipants: number;
  /** Null when nobody is registered. */
  attendanceRate: number | null;
  inside: number;
  /** Accepted scans that stand. */
  records: number;
  lastAttendance: string | null;
  lastUpdated: string | null;
  trend: Trend;
}

/** Arrivals of the last 15 minutes against those of the 15 before. */
export interface Trend {
  direction: 'rising' | 'steady' | 'falling';
  recentArrivals: number;
  previousArrivals: number;
}

export interface GateStatistics {
  gateId: string;
  code: string;
  name: string;
  active: boolean;
  totalProcessed: number;
  /** Milliseconds; null before the first. */
  avgProcessingTime: number | null;
  lastAttendance: string | null;
  methodBreakdown: MethodCounts;
  /** People in the last five minutes. */
  recentCount: number;
  capacityPerMinute: number | null;
  /** People of the last five minutes by what the gate can do in that time; null without a capacity. */
  currentLoad: number | null;
  /** Seconds; null without a capacity. */
  estimatedWaitTime: number | null;
}

/** An hour of the event's own zone. */
export interface HourStatistics {
  date: string;
  hour: number;
  count: number;
  methods: MethodCounts;
  /** Counts by gate id. */
  gates: Record<string, number>;
}

/** Seed 002: the load of a gate is that of the last five minutes. */
const loadMinutes = 5;
const trendMinutes = 15;
/** A change within one in five, or by a handful of people, is no trend. */
const steadyShare = 0.2;
const steadyPeople = 3;

/** All numbers of an event at `now`. Pure. */
export function summariseAttendance(
  head: StatisticsHead,
  snapshot: StatisticsSnapshot,
  now: Date,
): Statistics {
  const { version, attended, inside, records, updatedAt, hours, minutes } = snapshot;
  const { registered } = head;
  return {
    version,
    overall: {
      totalParticipants: registered,
      attendedParticipants: attended,
      attendanceRate: registered > 0 ? round((attended / registered) * 100, 1) : null,
      inside,
      records,
      lastAttendance: latest(hours),
      lastUpdated: version > 0 ? updatedAt : null,
      trend: trendOf(minutes, now.getTime()),
    },
    gates: head.gates.map((gate) =>
      summariseGate(gate, {
        hours: hours.filter(({ gateId }) => gateId === gate.id),
        minutes: minutes.filter(({ gateId }) => gateId === gate.id),
        now: now.getTime(),
      }),
    ),
    hours: summariseHours(hours),
  };
}

function summariseGate(
  { id, code, name, active, capacityPerMinute }: CountedGate,
  counted: { hours: readonly HourCount[]; minutes: readonly MinuteCount[]; now: number },
): GateStatistics {
  const { hours, minutes, now } = counted;
  const totalProcessed = sum(hours.map(({ count }) => count));
  const processingMs = sum(hours.map((hour) => hour.processingMs));
  const recentCount = round(countWithin(minutes, { until: now, minutes: loadMinutes }), 1);
  return {
    gateId: id,
    code,
    name,
    active,
    totalProcessed,
    avgProcessingTime: totalProcessed > 0 ? round(processingMs / totalProcessed, 1) : null,
    lastAttendance: latest(hours),
    methodBreakdown: addMethods(hours),
    recentCount,
    capacityPerMinute,
    ...loadOf(recentCount, capacityPerMinute),
  };
}

function loadOf(passed: number, capacityPerMinute: number | null) {
  if (capacityPerMinute === null) return { currentLoad: null, estimatedWaitTime: null };
  return {
    currentLoad: round(passed / (capacityPerMinute * loadMinutes), 3),
    estimatedWaitTime: estimateWait({ passed, capacityPerMinute, windowMinutes: loadMinutes }),
  };
}

function summariseHours(rows: readonly HourCount[]): HourStatistics[] {
  const byHour = new Map<string, HourCount[]>();
  for (const row of rows) {
    const key = `${row.date} ${String(row.hour).padStart(2, '0')}`;
    byHour.set(key, [...(byHour.get(key) ?? []), row]);
  }
  return [...byHour.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, ofHour]) => ({
      date: ofHour[0]?.date as string,
      hour: ofHour[0]?.hour as number,
      count: sum(ofHour.map(({ count }) => count)),
      methods: addMethods(ofHour),
      gates: Object.fromEntries(ofHour.map(({ gateId, count }) => [gateId, count])),
    }));
}

function trendOf(minutes: readonly MinuteCount[], now: number): Trend {
  const within = (until: number) =>
    round(countWithin(minutes, { until, minutes: trendMinutes, of: 'arrivals' }), 1);
  const recentArrivals = within(now);
  const previousArrivals = within(now - trendMinutes * 60_000);
  const change = recentArrivals - previousArrivals;
  const isSteady = Math.abs(change) <= Math.max(steadyPeople, previousArrivals * steadyShare);
  const moving = change > 0 ? 'rising' : 'falling';
  return { direction: isSteady ? 'steady' : moving, recentArrivals, previousArrivals };
}

function addMethods(rows: readonly HourCount[]): MethodCounts {
  const total: MethodCounts = {};
  for (const { methods } of rows) {
    for (const [method, count] of Object.entries(methods) as [keyof MethodCounts, number][]) {
      total[method] = (total[method] ?? 0) + count;
    }
  }
  return total;
}

/** ISO 8601 in UTC sorts as text. */
function latest(rows: readonly HourCount[]): string | null {
  return rows.reduce<string | null>(
    (last, { lastAttendance: at }) => (at !== null && (last === null || at > last) ? at : last),
    null,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
