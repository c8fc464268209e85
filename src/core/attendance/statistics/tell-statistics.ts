import type { Context } from '../../runtime/context.js';
import type { Transaction } from '../../runtime/database/database.js';
import { appendLiveEvents } from '../live-event-repository.js';
import { readTotals } from './counting-repository.js';

/**
 * Tells live views the numbers that are true from the commit of this transaction on; its last statement.
 * Once for each group of facts that is counted together, so a burst makes few of them, and the last always
 * comes: a limit by time would leave the end of a burst untold. Numbers that nobody can be told of are
 * counted all the same.
 */
export async function tellStatistics(
  trx: Transaction,
  { logger }: Pick<Context, 'logger'>,
  eventId: string,
): Promise<void> {
  const totals = await readTotals(trx, eventId);
  if (!totals) return;
  try {
    // A savepoint: what fails in it takes nothing else along.
    await trx.transaction(async (inner) => {
      await appendLiveEvents(inner, eventId, [{ type: 'stats_updated', data: totals }]);
    });
  } catch (err) {
    logger.warn({ err, event: eventId }, 'live views could not be told of new numbers');
  }
}
