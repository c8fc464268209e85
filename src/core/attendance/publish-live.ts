import type { Context } from '../runtime/context.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { completeClaim } from '../runtime/ledger/settle-claim.js';
import { attendanceLedger } from './jobs.js';
import { appendLiveEvents, readAttendanceFacts } from './live-event-repository.js';
import { type AttendanceWork, absorbWork } from './pending-work-repository.js';

/** Tells live views of facts, and with them of all others that wait. Throws LEASE_LOST. */
export async function publishLive(
  { database }: Pick<Context, 'database'>,
  claim: Claim,
  { eventId, handler, domainEventIds }: AttendanceWork,
): Promise<void> {
  await database.transaction(async (trx) => {
    await completeClaim(trx, attendanceLedger, claim);
    const absorbed = await absorbWork(trx, claim, { eventId, handler });
    const events = await readAttendanceFacts(trx, [...domainEventIds, ...absorbed]);
    await appendLiveEvents(trx, eventId, events);
  });
}
