import type { Transaction } from '../runtime/database/database.js';

/**
 * Makes scans of this participant that are being decided now be decided anew once this transaction is
 * committed. Whoever cancels or issues another copy calls it before the participant is read or locked: a
 * scan that was faster is waited for, and seen by the statements that follow.
 */
export async function revokeScans(trx: Transaction, participantId: string): Promise<void> {
  await trx.raw(
    `INSERT INTO checkins AS c (participant_id, revocations) VALUES (?, 1)
     ON CONFLICT (participant_id) DO UPDATE SET revocations = c.revocations + 1`,
    [participantId],
  );
}
