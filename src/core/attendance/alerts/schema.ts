/** What those who run an event are warned of. */
export const alertTypes = [
  'gate_overload',
  'low_attendance',
  'sync_queue',
  'slow_responses',
  'error_rate',
] as const;
export type AlertType = (typeof alertTypes)[number];

/** Numbers and codes about an alert; never personal data. */
export type AlertFacts = Readonly<Record<string, string | number | null>>;

export interface Alert {
  id: string;
  eventId: string;
  type: AlertType;
  /** A gate, or the event itself. */
  subjectId: string;
  /** As they were when it was raised. */
  facts: AlertFacts;
  raisedAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  clearedAt: Date | null;
}
