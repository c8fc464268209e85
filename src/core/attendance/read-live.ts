import type { Context } from '../runtime/context.js';
import {
  deleteOldLiveEvents,
  type NumberedLiveEvent,
  selectLiveEvents,
  selectLiveHeads,
} from './live-event-repository.js';

export type { NumberedLiveEvent };

/** What live views of an event were told after this number, in order. */
export async function readLiveEvents(
  { database }: Pick<Context, 'database'>,
  page: { eventId: string; after: number; limit: number },
): Promise<NumberedLiveEvent[]> {
  return await selectLiveEvents(database.knex, page);
}

/** How far back the record of each event reaches, and how far it has come. */
export interface LiveHead {
  first: number;
  last: number;
}

/** The heads of events; one that nothing was told of yet begins at 1. */
export async function readLiveHeads(
  { database }: Pick<Context, 'database'>,
  eventIds: readonly string[],
): Promise<Map<string, LiveHead>> {
  const heads = await selectLiveHeads(database.knex, eventIds);
  return new Map(eventIds.map((id) => [id, heads.get(id) ?? { first: 1, last: 0 }]));
}

/** For as long as that, whoever was cut off may ask for what it missed. */
const keptHours = 48;

/** Forgets what live views were told two days ago and before. */
export async function trimLiveEvents({ database }: Pick<Context, 'database'>): Promise<number> {
  return await deleteOldLiveEvents(database.knex, keptHours);
}
