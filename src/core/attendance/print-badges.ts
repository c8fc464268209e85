import { queueArrivals } from '../printing/queue-arrivals.js';
import { ringPrinters } from '../printing/ring-printers.js';
import type { Context } from '../runtime/context.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { completeClaim } from '../runtime/ledger/settle-claim.js';
import { attendanceLedger } from './jobs.js';
import { type AttendanceWork, absorbWork } from './pending-work-repository.js';

/** Has badges printed for those whom these facts, and all others that wait, let in. Throws LEASE_LOST. */
export async function printBadges(
  context: Context,
  claim: Claim,
  { eventId, handler, domainEventIds }: AttendanceWork,
): Promise<void> {
  const printers = await context.database.transaction(async (trx) => {
    await completeClaim(trx, attendanceLedger, claim);
    const absorbed = await absorbWork(trx, claim, { eventId, handler });
    return await queueArrivals(trx, [...domainEventIds, ...absorbed]);
  });
  await ringPrinters(context, printers);
}
