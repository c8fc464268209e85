import type { Database, Transaction } from '../database/database.js';
import type { Ids } from '../ids.js';
import { type DueRow, decideTakeover, isSuspect } from './decide-takeover.js';
import type { Claim, LedgerContract } from './ledger-contract.js';
import { endRow, lockDueRows, writeClaims } from './ledger-repository.js';

export interface ClaimOptions {
  limit: number;
  /** The id of the only row that is wanted. */
  only?: string | undefined;
  leaseSeconds: number;
  /** Where the fencing tokens come from. */
  ids: Ids;
  /**
   * Rows that this very process works on. On the embedded database a renewal waits behind a long
   * transaction, so the lease of a row may end while its worker is well.
   */
  except?: readonly string[];
  /** False where the process works on a suspect already (`isSuspect`): it takes no second one. */
  mayTakeSuspect?: boolean;
}

/**
 * Claims up to `limit` due rows, oldest first: pending ones whose time has come, and abandoned ones
 * (each take-over counts in `crashes`). Rows that others are claiming now are skipped, and so are all
 * suspects but one. Abandoned rows whose workers died too often end as `failed` here, and the contract's
 * `ended` is called for them in the same transaction.
 */
export async function claimDue(
  database: Database,
  ledger: LedgerContract,
  options: ClaimOptions,
): Promise<Claim[]> {
  return await database.transaction(async (trx) => {
    const { limit, only, except = [] } = options;
    const rows = await lockDueRows(trx, ledger, { limit, only, except });
    const first = await takeOver(trx, ledger, { rows, options });
    if (first.passedOver === 0) return first.claims;
    const others = await lockDueRows(trx, ledger, {
      limit: first.passedOver,
      only,
      except: [...except, ...rows.map(({ id }) => id)],
      unsuspected: true,
    });
    const { claims } = await takeOver(trx, ledger, { rows: others, options });
    return [...first.claims, ...claims];
  });
}

async function takeOver(
  trx: Transaction,
  ledger: LedgerContract,
  { rows, options }: { rows: readonly DueRow[]; options: ClaimOptions },
): Promise<{ claims: Claim[]; passedOver: number }> {
  const { leaseSeconds, ids } = options;
  const claims: Claim[] = [];
  let passedOver = 0;
  let mayTakeSuspect = options.mayTakeSuspect ?? true;
  for (const row of rows) {
    const { id, attempts } = row;
    const decision = decideTakeover(ledger, row);
    const { crashes } = decision;
    if (decision.outcome === 'failed') {
      const { reason } = decision;
      await endRow(trx, ledger, { id, state: 'failed', crashes, reason });
      await ledger.ended?.(trx, { id, state: 'failed', reason });
    } else if (isSuspect(decision) && !mayTakeSuspect) {
      passedOver += 1;
    } else {
      if (isSuspect(decision)) mayTakeSuspect = false;
      claims.push({ id, token: ids.next(), leaseSeconds, attempts, crashes });
    }
  }
  await writeClaims(trx, ledger, claims);
  return { claims, passedOver };
}
