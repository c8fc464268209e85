import type { AlertType } from './schema.js';

/**
 * When an alert is raised and when it is over. In between nothing changes, so that a number that swings
 * around its limit warns once and not all the time.
 */
export interface AlertRule {
  /** Whether a bigger number is worse, or a smaller one. */
  worse: 'above' | 'below';
  /** Beyond this it is raised. */
  raise: number;
  /** Back on this side of it is over. */
  clear: number;
}

/** THE table of alerts: seed 002 for gates and attendance, the issue for the others. */
export const alertRules: Readonly<Record<AlertType, AlertRule>> = {
  /** Load of a gate over five minutes; 1 is its capacity. */
  gate_overload: { worse: 'above', raise: 0.8, clear: 0.65 },
  /** Percent of those who are registered, once half of the event has passed. */
  low_attendance: { worse: 'below', raise: 30, clear: 33 },
  /** Scans that wait to be counted. */
  sync_queue: { worse: 'above', raise: 1_000, clear: 500 },
  /**
   * Mean milliseconds from the arrival of an accepted scan to its decision, over five minutes: what it waited
   * for its turn, and the reading. Its commit comes after, and is part of the waiting of those behind it.
   */
  slow_responses: { worse: 'above', raise: 1_000, clear: 700 },
  /** Share of the scans of five minutes that were refused, duplicates aside; failures are in the metrics. */
  error_rate: { worse: 'above', raise: 0.2, clear: 0.1 },
};

/** Of fewer scans in five minutes neither time nor errors say anything. */
export const fewestScans = 20;

/** Low attendance is none before this part of the event. */
export const lowAttendanceAfter = 0.5;
