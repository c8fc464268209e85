import type { Queryable, Transaction } from '../runtime/database/database.js';
import { liveChannel } from './live-channel.js';

/** What live views of an event are told. Ids, counts and words of the system; never personal data. */
export interface LiveEvent {
  type: string;
  data: object;
}

/** One as it was told, with its number in its event. */
export interface NumberedLiveEvent extends LiveEvent {
  sequence: number;
  createdAt: Date;
}

/**
 * Adds to what live views of an event are told, in this transaction, with the next sequence numbers, and
 * wakes the services at its commit. The counter of the event stays locked until the end, so that numbers
 * appear in their order and without gaps: call it last.
 */
export async function appendLiveEvents(
  trx: Transaction,
  eventId: string,
  events: readonly LiveEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await trx.raw(
    `WITH counter AS (
       INSERT INTO live_counters AS c (event_id, last_sequence) VALUES (:event, :count)
       ON CONFLICT (event_id) DO UPDATE SET last_sequence = c.last_sequence + excluded.last_sequence
       RETURNING last_sequence),
     written AS (
       INSERT INTO live_events (event_id, sequence, type, data)
       SELECT :event, c.last_sequence - :count + e.position, e.event->>'type', e.event->'data'
       FROM counter c, jsonb_array_elements(:events::jsonb) WITH ORDINALITY AS e (event, position))
     SELECT pg_notify(:channel, :event) FROM counter`,
    {
      event: eventId,
      count: events.length,
      events: JSON.stringify(events),
      channel: liveChannel,
    },
  );
}

/** What was told after this number, in order. */
export async function selectLiveEvents(
  db: Queryable,
  { eventId, after, limit }: { eventId: string; after: number; limit: number },
): Promise<NumberedLiveEvent[]> {
  const rows = await db('live_events')
    .where({ event_id: eventId })
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
    .select<{ sequence: number; type: string; data: object; created_at: Date }[]>(
      'sequence',
      'type',
      'data',
      'created_at',
    );
  return rows.map(({ created_at, ...told }) => ({ ...told, createdAt: created_at }));
}

/** The first number that is still there, and the last that was given; events without any are left out. */
export async function selectLiveHeads(
  db: Queryable,
  eventIds: readonly string[],
): Promise<Map<string, { first: number; last: number }>> {
  const { rows } = await db.raw<{ rows: { event_id: string; first: number; last: number }[] }>(
    `SELECT event_id, last_sequence AS last, coalesce(
       (SELECT min(sequence) FROM live_events e WHERE e.event_id = c.event_id),
       last_sequence + 1) AS first
     FROM live_counters c WHERE event_id = ANY(?::uuid[])`,
    [[...eventIds]] as never[],
  );
  return new Map(rows.map(({ event_id, first, last }) => [event_id, { first, last }]));
}

/** Forgets what was told so many hours ago; the numbers go on. Returns how much it was. */
export async function deleteOldLiveEvents(db: Queryable, hours: number): Promise<number> {
  const { rowCount } = await db.raw<{ rowCount: number }>(
    "DELETE FROM live_events WHERE created_at < now() - ? * interval '1 hour'",
    [hours],
  );
  return rowCount;
}
