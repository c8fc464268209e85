import type { Event } from '../../events/schema.js';
import type { Context } from '../../runtime/context.js';
import { attendanceErrors } from '../errors.js';
import { ringLive } from '../ring-live.js';
import { lockTotals } from './counting-repository.js';
import { type RebuiltTotals, rebuildTotals } from './rebuild-repository.js';
import { tellStatistics } from './tell-statistics.js';

/** Counts the numbers of an event anew from its records; scans go on meanwhile. Throws EVENT_GONE. */
export async function rebuildStatistics(
  context: Pick<Context, 'clock' | 'config' | 'database' | 'ids' | 'logger'>,
  event: Pick<Event, 'id'>,
): Promise<RebuiltTotals> {
  const rebuilt = await context.database.transaction(async (trx) => {
    if (!(await lockTotals(trx, event.id))) throw attendanceErrors.eventGone({});
    const totals = await rebuildTotals(trx, event.id);
    await tellStatistics(trx, context, event.id);
    return totals;
  });
  await ringLive(context, event.id);
  return rebuilt;
}
