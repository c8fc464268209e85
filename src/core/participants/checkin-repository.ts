import type { Transaction } from '../runtime/database/database.js';

/**
 * Makes scans of this participant that are being decided now be decided anew once this transaction is
 * committed. Whoever cancels or issues another copy calls it before the participant is read: a scan that was
 * faster is waited for, and seen by the statements that follow.
 *
 * Locks the participant, and then the check-in: an import may keep a participant for minutes, and whoever
 * waited for it with the check-in locked would keep that ticket's scans waiting, too.
 */
export async function revokeScans(trx: Transaction, participantId: string): Promise<void> {
  await trx.raw('SELECT 1 FROM participants WHERE id = ? FOR NO KEY UPDATE', [participantId]);
  await trx.raw(
    `INSERT INTO checkins AS c (participant_id, revocations) VALUES (?, 1)
     ON CONFLICT (participant_id) DO UPDATE SET revocations = c.revocations + 1`,
    [participantId],
  );
}

/** Everybody of an event who has a place and was not checked in, as somebody who did not come. */
export async function writeNoShows(trx: Transaction, eventId: string): Promise<void> {
  await trx.raw(
    `INSERT INTO checkins AS c (participant_id, status)
     SELECT id, 'no_show' FROM participants
     WHERE event_id = ? AND registration_status = 'registered' ORDER BY id
     ON CONFLICT (participant_id) DO UPDATE SET status = excluded.status, updated_at = now()
     WHERE c.status = 'not_checked_in'`,
    [eventId],
  );
}
