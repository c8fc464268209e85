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
      `SELECT state, (state <> 'claimed' OR lease_until < clock_timestamp()) AS is_free FROM printers
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
    // Its worker died: what it left behind is for the next one, not for a person who tries the printer.
    return { state: row.state === 'claimed' ? 'pending' : row.state };
  });
}

/** Gives it back as it was: one that was idle and has work now is due, one that was given up on stays so. */
export async function returnPrinter(
  db: Queryable,
  claim: Claim,
  { state }: BorrowedFrom,
): Promise<void> {
  await db.raw(
    `UPDATE printers SET lease_token = NULL, lease_until = NULL, updated_at = now(),
       state = CASE WHEN ?::text = 'done' AND EXISTS (SELECT 1 FROM print_jobs
         WHERE printer_id = printers.id AND print_jobs.state = 'queued') THEN 'pending' ELSE ? END
     WHERE id = ? AND state = 'claimed' AND lease_token = ?`,
    [state, state, claim.id, claim.token],
  );
}
