import type { Context } from '../../runtime/context.js';
import { ledgerErrors } from '../../runtime/ledger/errors.js';
import type { Claim } from '../../runtime/ledger/ledger-contract.js';
import { completeClaim } from '../../runtime/ledger/settle-claim.js';
import { attendanceLedger } from '../jobs.js';
import { type AttendanceWork, absorbWork } from '../pending-work-repository.js';
import { addFacts, lockTotals } from './counting-repository.js';
import { rebuildTotals } from './rebuild-repository.js';
import { tellStatistics } from './tell-statistics.js';

/**
 * Adds facts to the numbers of their event, and with them all others that wait, so that a burst costs
 * little more than a scan. The numbers and the ends of the work are committed together: each fact counts
 * once, whatever dies. Throws LEASE_LOST.
 */
export async function countAttendance(
  context: Pick<Context, 'clock' | 'database' | 'ids' | 'logger'>,
  claim: Claim,
  { eventId, domainEventIds }: AttendanceWork,
): Promise<void> {
  await context.database.transaction(async (trx) => {
    const totals = await lockTotals(trx, eventId);
    if (!totals) throw ledgerErrors.leaseLost({ kind: attendanceLedger.kind, id: claim.id });
    await completeClaim(trx, attendanceLedger, claim);
    const { countedZone, zone } = totals;
    if (countedZone !== null && countedZone !== zone) {
      // The event moved to another time zone: all its hours are others now.
      await rebuildTotals(trx, eventId);
    } else {
      const absorbed = await absorbWork(trx, claim, { eventId, handler: 'statistics' });
      await addFacts(trx, { eventId, factIds: [...domainEventIds, ...absorbed], zone });
    }
    await tellStatistics(trx, context, eventId);
  });
}
