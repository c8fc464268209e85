import type { Transaction } from '../runtime/database/database.js';
import type { RegistrationStatus } from './schema.js';

/**
 * Gives the ticket of a participant its next copy number, and locks the participant until the transaction
 * ends. Of whoever is not registered the number stays.
 */
export async function raiseTicketCopy(
  trx: Transaction,
  { id, eventId }: { id: string; eventId: string },
): Promise<{ copy: number; status: RegistrationStatus } | undefined> {
  const { rows } = await trx.raw<{ rows: { copy: number; status: RegistrationStatus }[] }>(
    `UPDATE participants SET updated_at = now(),
       ticket_copy = ticket_copy + CASE registration_status WHEN 'registered' THEN 1 ELSE 0 END
     WHERE id = ? AND event_id = ?
     RETURNING ticket_copy AS copy, registration_status AS status`,
    [id, eventId],
  );
  return rows[0];
}
