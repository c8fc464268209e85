import type { Event } from '../../events/schema.js';
import type { Context } from '../../runtime/context.js';
import { attendanceErrors } from '../errors.js';
import { lockTotals } from './counting-repository.js';
import { type RebuiltTotals, rebuildTotals } from './rebuild-repository.js';

/** Counts the numbers of an event anew from its records; scans go on meanwhile. Throws EVENT_GONE. */
export async function rebuildStatistics(
  { database }: Pick<Context, 'database'>,
  event: Pick<Event, 'id'>,
): Promise<RebuiltTotals> {
  return await database.transaction(async (trx) => {
    if (!(await lockTotals(trx, event.id))) throw attendanceErrors.eventGone({});
    return await rebuildTotals(trx, event.id);
  });
}
