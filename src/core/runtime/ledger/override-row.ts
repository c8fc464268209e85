import type { Database } from '../database/database.js';
import { ledgerErrors } from './errors.js';
import type { LedgerContract, LedgerState } from './ledger-contract.js';
import { endRow, holdsForRow, lockRow, renewRow } from './ledger-repository.js';

const cancellable: readonly LedgerState[] = ['pending', 'claimed', 'held'];
const retryable: readonly LedgerState[] = ['failed', 'held', 'cancelled', 'unknown'];

/**
 * Cancels a row that has not ended. One that is being worked on is taken from its worker: the
 * worker's next renewal or its completion finds the claim gone and leaves nothing behind.
 * Throws JOB_FINISHED.
 */
export async function cancelRow(
  database: Database,
  ledger: LedgerContract,
  id: string,
): Promise<void> {
  await database.transaction(async (trx) => {
    const row = await lockRow(trx, ledger, id);
    if (!row || !cancellable.includes(row.state)) {
      throw ledgerErrors.finished({ kind: ledger.kind, id, state: row?.state ?? 'gone' });
    }
    await endRow(trx, ledger, { id, state: 'cancelled' });
    await ledger.ended?.(trx, { id, state: 'cancelled', reason: undefined });
  });
}

/** Makes an ended row due again with all its attempts. Throws JOB_NOT_RETRYABLE. */
export async function retryRow(
  database: Database,
  ledger: LedgerContract,
  id: string,
): Promise<void> {
  await database.transaction(async (trx) => {
    const row = await lockRow(trx, ledger, id);
    const refuse = (reason: string) => ledgerErrors.notRetryable({ kind: ledger.kind, id, reason });
    if (!row || !retryable.includes(row.state)) throw refuse(row?.state ?? 'gone');
    const { retryable: needs } = ledger;
    if (needs && !(await holdsForRow(trx, ledger, { id, condition: needs.condition }))) {
      throw refuse(needs.otherwise);
    }
    await renewRow(trx, ledger, id);
  });
}
