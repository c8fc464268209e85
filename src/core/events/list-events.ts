import type { Context } from '../runtime/context.js';
import { selectEventCounts } from './event-counts-repository.js';
import { selectEvents } from './event-repository.js';
import type { EventStatus } from './schema.js';
import { type CountedEvent, noCounts } from './show-event.js';

/** The events in the order in which they start, with their counts; two queries, however many. */
export async function listEvents(
  context: Pick<Context, 'database'>,
  filter: { status?: EventStatus | undefined } = {},
): Promise<CountedEvent[]> {
  const { knex } = context.database;
  const events = await selectEvents(knex, filter);
  const counts = await selectEventCounts(
    knex,
    events.map((event) => event.id),
  );
  return events.map((event) => ({ event, counts: counts.get(event.id) ?? noCounts }));
}
