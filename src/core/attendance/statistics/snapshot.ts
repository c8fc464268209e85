import type { ScanMethod } from '../schema.js';

/**
 * The counted numbers of an event as of one version; plain JSON, so that it can be kept anywhere. What
 * depends on the time of reading is worked out from it and not in it.
 */
export interface StatisticsSnapshot {
  version: number;
  attended: number;
  inside: number;
  records: number;
  /** ISO 8601. */
  updatedAt: string;
  hours: readonly HourCount[];
  /** Those of the last half-hour before it was read, and everything later. */
  minutes: readonly MinuteCount[];
}

/** What came through one gate in one hour of the event's own zone. */
export interface HourCount {
  /** `2026-11-20`. */
  date: string;
  hour: number;
  gateId: string;
  count: number;
  methods: MethodCounts;
  processingMs: number;
  lastAttendance: string | null;
}

export interface MinuteCount {
  /** The beginning of the minute, in milliseconds since 1970. */
  at: number;
  gateId: string;
  count: number;
  /** First check-ins among them. */
  arrivals: number;
}

export type MethodCounts = Partial<Record<ScanMethod, number>>;

/** What is asked for at each reading: it is cheap, and no version tells of its changes. */
export interface StatisticsHead {
  version: number;
  /** Participants who may come: registered, neither pending nor waitlisted nor cancelled. */
  registered: number;
  timezone: string;
  /** Milliseconds since 1970. */
  startsAt: number;
  endsAt: number | null;
  gates: readonly CountedGate[];
}

export interface CountedGate {
  id: string;
  code: string;
  name: string;
  active: boolean;
  capacityPerMinute: number | null;
}

/** How far back a snapshot holds minutes. */
export const recentMinutes = 31;

/** Before the first scan of an event was counted. */
export const emptySnapshot: StatisticsSnapshot = {
  version: 0,
  attended: 0,
  inside: 0,
  records: 0,
  updatedAt: new Date(0).toISOString(),
  hours: [],
  minutes: [],
};
