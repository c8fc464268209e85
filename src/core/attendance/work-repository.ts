import type { Transaction } from '../runtime/database/database.js';
import type { Ids } from '../runtime/ids.js';

/** Who follows up facts after their commit, each for itself. */
export const attendanceHandlers = ['statistics', 'alerts', 'live', 'badges'] as const;
export type AttendanceHandler = (typeof attendanceHandlers)[number];

/** Rows of work to be: one for each handler. */
export function newWork(
  ids: Ids,
  handlers: readonly AttendanceHandler[] = attendanceHandlers,
): { id: string; handler: AttendanceHandler }[] {
  return handlers.map((handler) => ({ id: ids.next(), handler }));
}

/** One row of work for each handler, about all these facts of one event. */
export async function insertWork(
  trx: Transaction,
  ids: Ids,
  { eventId, domainEventIds }: { eventId: string; domainEventIds: readonly string[] },
): Promise<void> {
  const work = newWork(ids);
  await trx.raw(
    `INSERT INTO attendance_work (id, event_id, handler, domain_event_ids)
     SELECT w.id, ?, w.handler, ?::uuid[] FROM unnest(?::uuid[], ?::text[]) AS w (id, handler)`,
    [
      eventId,
      [...domainEventIds],
      work.map(({ id }) => id),
      work.map(({ handler }) => handler),
    ] as never[],
  );
}
