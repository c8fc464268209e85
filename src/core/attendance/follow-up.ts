import type { Context } from '../runtime/context.js';
import { ledgerErrors } from '../runtime/ledger/errors.js';
import type { Claim } from '../runtime/ledger/ledger-contract.js';
import { followAlerts } from './alerts/follow-alerts.js';
import { attendanceLedger } from './jobs.js';
import { type AttendanceWork, findWork } from './pending-work-repository.js';
import { printBadges } from './print-badges.js';
import { publishLive } from './publish-live.js';
import { ringLive } from './ring-live.js';
import { countAttendance } from './statistics/count-attendance.js';
import type { AttendanceHandler } from './work-repository.js';

/** Does what facts ask of one handler, and completes the claim in the transaction of its effect. */
type FollowUp = (context: Context, claim: Claim, work: AttendanceWork) => Promise<void>;

/** THE table of handlers. Each has a row of its own for the same facts, so that none harms another. */
const handlers: Record<AttendanceHandler, FollowUp> = {
  statistics: countAttendance,
  alerts: followAlerts,
  live: publishLive,
  badges: printBadges,
};

/** Does one claimed row of work. Throws LEASE_LOST when somebody else has it by now. */
export async function followUp(context: Context, claim: Claim): Promise<undefined> {
  const work = await findWork(context.database.knex, claim.id);
  // Its event was removed for good, and the work with it.
  if (!work) throw ledgerErrors.leaseLost({ kind: attendanceLedger.kind, id: claim.id });
  await handlers[work.handler](context, claim, work);
  await ringLive(context, work.eventId);
}
