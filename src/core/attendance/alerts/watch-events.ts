import type { Context } from '../../runtime/context.js';
import { listWatchedEvents } from './alert-repository.js';
import { type AlertChanges, checkAlerts } from './check-alerts.js';

/**
 * Looks at all events that are on: loads fall, and events pass their half, without any scan. As often as
 * wanted, two at once too.
 */
export async function watchEvents(
  context: Pick<Context, 'clock' | 'config' | 'database' | 'ids'>,
): Promise<AlertChanges> {
  const all: AlertChanges = { raised: [], cleared: [] };
  for (const eventId of await listWatchedEvents(context.database.knex, context.clock.now())) {
    const { raised, cleared } = await context.database.transaction(
      async (trx) => await checkAlerts(trx, context, eventId),
    );
    all.raised.push(...raised);
    all.cleared.push(...cleared);
  }
  return all;
}
