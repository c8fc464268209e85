import type { StatisticsHead } from '../statistics/snapshot.js';
import type { Statistics } from '../statistics/summarise-attendance.js';
import { fewestScans, lowAttendanceAfter } from './alert-rules.js';
import type { AlertFacts, AlertType } from './schema.js';

/** A number that an alert may be about. */
export interface Observation {
  type: AlertType;
  subjectId: string;
  value: number;
  facts: AlertFacts;
}

/** What was answered in the last five minutes, and what waits. */
export interface ScanPulse {
  scans: number;
  /** Refused for another reason than a second scan of the same ticket. */
  refused: number;
  /** Of the accepted ones; null without any. */
  meanProcessingMs: number | null;
  accepted: number;
  /** Due and not done, of this event. */
  waiting: number;
}

/** What can be said of an event at `now`: of what nothing can be said there is nothing. Pure. */
export function observeEvent(
  eventId: string,
  seen: { head: StatisticsHead; statistics: Statistics; pulse: ScanPulse },
  now: Date,
): Observation[] {
  const { head, statistics, pulse } = seen;
  return [
    ...observeGates(statistics),
    ...observeAttendance(eventId, { head, statistics, now }),
    ...observePulse(eventId, pulse),
  ];
}

function observeGates({ gates }: Statistics): Observation[] {
  return gates.flatMap(({ gateId, code, active, currentLoad, estimatedWaitTime }) =>
    active && currentLoad !== null
      ? [
          {
            type: 'gate_overload' as const,
            subjectId: gateId,
            value: currentLoad,
            facts: { gate: code, value: currentLoad, estimatedWaitTime },
          },
        ]
      : [],
  );
}

function observeAttendance(
  eventId: string,
  seen: { head: StatisticsHead; statistics: Statistics; now: Date },
): Observation[] {
  const { startsAt, endsAt } = seen.head;
  const { attendanceRate } = seen.statistics.overall;
  if (endsAt === null || endsAt <= startsAt || attendanceRate === null) return [];
  const progress = (seen.now.getTime() - startsAt) / (endsAt - startsAt);
  // After its end nobody can do anything about it.
  if (progress <= lowAttendanceAfter || progress > 1) return [];
  const facts = { value: attendanceRate, eventProgress: Math.round(progress * 100) / 100 };
  return [{ type: 'low_attendance', subjectId: eventId, value: attendanceRate, facts }];
}

function observePulse(eventId: string, pulse: ScanPulse): Observation[] {
  const { scans, refused, accepted, meanProcessingMs, waiting } = pulse;
  const observations: Observation[] = [
    { type: 'sync_queue', subjectId: eventId, value: waiting, facts: { value: waiting } },
  ];
  if (accepted >= fewestScans && meanProcessingMs !== null) {
    const value = Math.round(meanProcessingMs);
    const facts = { value };
    observations.push({ type: 'slow_responses', subjectId: eventId, value, facts });
  }
  if (scans >= fewestScans) {
    const value = Math.round((refused / scans) * 1000) / 1000;
    const facts = { value, scans, refused };
    observations.push({ type: 'error_rate', subjectId: eventId, value, facts });
  }
  return observations;
}
