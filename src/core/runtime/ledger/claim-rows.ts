import type { Database, Transaction } from '../database/database.js';
import type { Ids } from '../ids.js';
import { type DueRow, decideTakeover } from './decide-takeover.js';
import type { Claim, LedgerContract } from './ledger-contract.js';
import { endRow, lockDueRows, writeClaims } from './ledger-repository.js';

export interface ClaimOptions {
  leaseSeconds: number;
  /** Where the fencing tokens come from. */
  ids: Ids;
  /**
   * Rows that this very process works on. On the embedded database a renewal waits behind a long
   * transaction, so the lease of a row may end while its worker is well.
   */
  except?: readonly string[];
}

/**
 * Claims up to `limit` due rows, oldest first: pending ones whose time has come, and abandoned ones
 * (each take-over counts in `crashes`). Rows that others are claiming now are skipped. Abandoned rows
 * whose workers died too often end as `failed` here, and the contract's `ended` is called for them in
 * the same transaction.
 */
export async function claimDue(
  database: Database,
  ledger: LedgerContract,
  options: ClaimOptions & { limit: number },
): Promise<Claim[]> {
  return await database.transaction(async (trx) => {
    const { limit, except = [] } = options;
    const rows = await lockDueRows(trx, ledger, { limit, except });
    return await takeOver(trx, ledger, { rows, options });
  });
}

/** Claims one row when it is due; undefined when it is not, or somebody else has it. */
export async function claimOne(
  database: Database,
  ledger: LedgerContract,
  options: ClaimOptions & { id: string },
): Promise<Claim | undefined> {
  return await database.transaction(async (trx) => {
    const { id, except = [] } = options;
    const rows = await lockDueRows(trx, ledger, { limit: 1, only: id, except });
    return (await takeOver(trx, ledger, { rows, options }))[0];
  });
}

async function takeOver(
  trx: Transaction,
  ledger: LedgerContract,
  { rows, options }: { rows: readonly DueRow[]; options: ClaimOptions },
): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (const row of rows) {
    const decision = decideTakeover(ledger, row);
    if (decision.outcome === 'failed') {
      const { crashes, reason } = decision;
      await endRow(trx, ledger, { id: row.id, state: 'failed', crashes, reason });
      await ledger.ended?.(trx, { id: row.id, state: 'failed', reason });
      continue;
    }
    const { id, attempts } = row;
    const { leaseSeconds, ids } = options;
    const { crashes } = decision;
    claims.push({ id, token: ids.next(), leaseSeconds, attempts, crashes });
  }
  await writeClaims(trx, ledger, claims);
  return claims;
}
