import type { Context } from '../../runtime/context.js';
import type { Transaction } from '../../runtime/database/database.js';
import { recordDomainEvent } from '../../runtime/domain-events/domain-event-repository.js';
import { appendLiveEvents } from '../live-event-repository.js';
import { readTotals } from './counting-repository.js';

/**
 * Publishes the numbers that are true from the commit of this transaction on (seed 002, `statistics.updates`),
 * and tells them to live views; its last statement. Once for each group of facts that is counted together,
 * so a burst makes few of them, and the last always comes: a limit by time would leave the end of a burst
 * untold. Numbers that nobody can be told of are counted all the same.
 */
export async function tellStatistics(
  trx: Transaction,
  context: Pick<Context, 'clock' | 'ids' | 'logger'>,
  eventId: string,
): Promise<void> {
  const totals = await readTotals(trx, eventId);
  if (!totals) return;
  try {
    // A savepoint: what fails in it takes nothing else along.
    await trx.transaction(async (inner) => {
      const data = { ...totals };
      const fact = { type: 'statistics.updates', eventId, subjectId: eventId, data };
      await recordDomainEvent(inner, context, fact);
      await appendLiveEvents(inner, eventId, [{ type: 'stats_updated', data: totals }]);
    });
  } catch (err) {
    context.logger.warn({ err, event: eventId }, 'live views could not be told of new numbers');
  }
}
