import type { Database, Queryable } from '../runtime/database/database.js';
import type { Claim, LedgerState } from '../runtime/ledger/ledger-contract.js';

/** How a printer was before somebody borrowed it. */
export interface BorrowedFrom {
  state: LedgerState;
}

/**
 * Takes the printer's claim for a person who tries it, whatever it waits for. Undefined while a worker has
 * it. The lease ends by itself when the person's process dies.
 */
export async function borrowPrinter(
  database: Database,
  claim: Claim,
): Promise<BorrowedFrom | undefined> {
  return await database.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { state: LedgerState; is_free: boolean }[] }>(
      `SELECT state, (state <> 'claimed') AS is_free FROM printers
       WHERE id = ? AND removed_at IS NULL FOR NO KEY UPDATE`,
      [claim.id],
    );
    const [row] = rows;
    if (!row?.is_free) return undefined;
    await trx.raw(
      `UPDATE printers SET state = 'claimed', lease_token = ?, updated_at = now(),
         lease_until = clock_timestamp() + ? * interval '1 second'
       WHERE id = ?`,
      [claim.token, claim.leaseSeconds, claim.id],
    );
    return { state: row.state };
  });
}

/** Gives it back as it was; one that was idle, or was given work meanwhile, is due when something waits. */
export async function returnPrinter(
  db: Queryable,
  claim: Claim,
  { state }: BorrowedFrom,
): Promise<void> {
  await db.raw(
    `UPDATE printers SET lease_token = NULL, lease_until = NULL, updated_at = now(),
       state = CASE WHEN EXISTS (SELECT 1 FROM print_jobs WHERE printer_id = printers.id
         AND print_jobs.state = 'queued'
         AND (?::text = 'done' OR print_jobs.created_at >= printers.updated_at))
         THEN 'pending' ELSE ? END
     WHERE id = ? AND state = 'claimed' AND lease_token = ?`,
    [state, state, claim.id, claim.token],
  );
}
