import { printsAtGates, queueArrivals } from '../printing/queue-arrivals.js';
import { ringPrinters } from '../printing/ring-printers.js';
import type { Context } from '../runtime/context.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { completeClaim } from '../runtime/ledger/settle-claim.js';
import { readFacts } from './fact-repository.js';
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
    // Most events print nothing at their gates: for them nothing is read.
    if (!(await printsAtGates(trx, eventId))) return [];
    const facts = await readFacts(trx, [...domainEventIds, ...absorbed]);
    const arrivals = facts
      .filter(({ kind }) => kind === 'recorded')
      .flatMap(({ scans }) => scans.filter(({ insideDelta }) => insideDelta >= 0));
    return await queueArrivals(trx, arrivals);
  });
  await ringPrinters(context, printers);
}
