import type { CheckinStatus } from './schema.js';

/** As a column of a row of `participants`; null for most who were never scanned. */
export interface CheckinColumn {
  status: CheckinStatus;
  /** Texts inside of JSON. */
  at: string | null;
  by: string | null;
  deviceId: string | null;
}

/** Selects the check-in beside the columns of `participants`; slice attendance writes it. */
export const checkinColumn = `(SELECT json_build_object('status', c.status, 'at', c.checked_in_at,
    'by', c.checked_in_by, 'deviceId', c.checked_in_device)
  FROM checkins c WHERE c.participant_id = participants.id) AS checkin`;

/**
 * An SQL condition: the participant is checked in.
 * @param participants the table as the statement calls it
 */
export function isCheckedIn(participants: string): string {
  return `EXISTS (SELECT 1 FROM checkins
    WHERE checkins.participant_id = ${participants}.id AND checkins.status = 'checked_in')`;
}
