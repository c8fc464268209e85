import type { Context } from '../runtime/context.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { completeClaim } from '../runtime/ledger/settle-claim.js';
import { type ReadFact, readFacts } from './fact-repository.js';
import { attendanceLedger } from './jobs.js';
import { appendLiveEvents, type LiveEvent } from './live-event-repository.js';
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
    const facts = await readFacts(trx, [...domainEventIds, ...absorbed]);
    await appendLiveEvents(trx, eventId, facts.flatMap(liveEventsOf));
  });
}

/** What live views are told of a fact: check-ins and conflicts, in their order. */
function liveEventsOf({ kind, scans, conflicts }: ReadFact): LiveEvent[] {
  const annulled = kind === 'annulled';
  const updates = scans.map(({ participantId, ...scan }) => {
    // Of an annulled arrival nothing remains; whoever came before it, or again, is still checked in.
    const status = annulled && scan.isArrival ? 'not_checked_in' : 'checked_in';
    return { type: 'checkin_updated', data: { participantId, status, annulled, ...scan } };
  });
  return [...updates, ...conflicts.map((data) => ({ type: 'sync_conflict', data }))];
}
