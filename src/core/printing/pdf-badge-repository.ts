import type { Transaction } from '../runtime/database/database.js';

/**
 * Records badges that are in a PDF as printed, each of the copy that is in it. Leaves out who has a newer
 * copy, is not registered any more or got a badge meanwhile; returns how many were recorded.
 */
export async function insertPdfBadges(
  trx: Transaction,
  job: {
    eventId: string;
    template: string;
    askedBy: string;
    people: readonly { id: string; ticketCopy: number }[];
  },
): Promise<number> {
  const { rowCount } = await trx.raw<{ rowCount: number }>(
    `INSERT INTO print_jobs (id, event_id, participant_id, copy, template, occasion, state, asked_by, ended_at)
     SELECT gen_random_uuid(), p.event_id, p.id, p.ticket_copy, ?, 'pdf', 'confirmed', ?, now()
     FROM unnest(?::uuid[], ?::integer[]) AS printed (id, copy)
     JOIN participants p ON p.id = printed.id AND p.ticket_copy = printed.copy
       AND p.registration_status = 'registered'
     WHERE p.event_id = ?
     ON CONFLICT DO NOTHING`,
    [
      job.template,
      job.askedBy,
      job.people.map(({ id }) => id),
      job.people.map(({ ticketCopy }) => ticketCopy),
      job.eventId,
    ] as never[],
  );
  return rowCount;
}
