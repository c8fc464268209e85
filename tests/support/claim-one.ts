import type { Context } from '../../src/core/runtime/context.js';
import { claimDue } from '../../src/core/runtime/ledger/claim-rows.js';
import type { Claim, LedgerContract } from '../../src/core/runtime/ledger/ledger-contract.js';

/** Claims a row as a worker does that is rung for it; undefined when it is not due, or somebody has it. */
export async function claimOne(
  { database, ids }: Pick<Context, 'database' | 'ids'>,
  ledger: LedgerContract,
  id: string,
): Promise<Claim | undefined> {
  const [claim] = await claimDue(database, ledger, { limit: 1, only: id, leaseSeconds: 60, ids });
  return claim;
}
