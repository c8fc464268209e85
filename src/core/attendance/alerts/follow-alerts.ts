import type { Context } from '../../runtime/context.js';
import type { Claim } from '../../runtime/ledger/ledger-contract.js';
import { completeClaim } from '../../runtime/ledger/settle-claim.js';
import { attendanceLedger } from '../jobs.js';
import { type AttendanceWork, absorbWork } from '../pending-work-repository.js';
import { checkAlerts } from './check-alerts.js';

/** Looks once at an event for all facts that wait to be looked at. Throws LEASE_LOST. */
export async function followAlerts(
  context: Pick<Context, 'clock' | 'config' | 'database' | 'ids'>,
  claim: Claim,
  { eventId, handler }: AttendanceWork,
): Promise<void> {
  await context.database.transaction(async (trx) => {
    await completeClaim(trx, attendanceLedger, claim);
    await absorbWork(trx, claim, { eventId, handler });
    await checkAlerts(trx, context, eventId);
  });
}
