import type { Transaction } from '../runtime/database/database.js';

/** Where badges are that nobody says of yet that they are there; a file that is missing holds none. */
const reasonOf = (file: string) => `in ${file}, if that is there`;

/**
 * Takes badges for a PDF, each of the copy that will be in it, and calls them unknown until the file is
 * there. Leaves out who has a newer copy, is not registered any more or got a badge meanwhile. Returns the
 * ids of what was taken.
 */
export async function insertPdfBadges(
  trx: Transaction,
  job: {
    eventId: string;
    template: string;
    askedBy: string;
    file: string;
    people: readonly { id: string; ticketCopy: number }[];
  },
): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `INSERT INTO print_jobs (id, event_id, participant_id, copy, template, occasion, state, asked_by,
       reason, ended_at)
     SELECT gen_random_uuid(), p.event_id, p.id, p.ticket_copy, ?, 'pdf', 'unknown', ?, ?, now()
     FROM unnest(?::uuid[], ?::integer[]) AS printed (id, copy)
     JOIN participants p ON p.id = printed.id AND p.ticket_copy = printed.copy
       AND p.registration_status = 'registered'
     WHERE p.event_id = ?
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      job.template,
      job.askedBy,
      reasonOf(job.file),
      job.people.map(({ id }) => id),
      job.people.map(({ ticketCopy }) => ticketCopy),
      job.eventId,
    ] as never[],
  );
  return rows.map(({ id }) => id);
}

/** Locks what was taken for a file and is still unknown, of this event; returns the ids. */
export async function lockPdfBadges(
  trx: Transaction,
  { eventId, file }: { eventId: string; file: string },
): Promise<string[]> {
  const rows = await trx('print_jobs')
    .where({ event_id: eventId, occasion: 'pdf', state: 'unknown', reason: reasonOf(file) })
    .whereNull('decision')
    .orderBy('ordinal')
    .forUpdate()
    .select<{ id: string }[]>('id');
  return rows.map(({ id }) => id);
}

/** Says of badges that their file is there, or that it is not and nobody has them. Call with them locked. */
export async function settlePdfBadges(
  trx: Transaction,
  ids: readonly string[],
  state: 'confirmed' | 'cancelled',
): Promise<void> {
  const reason = state === 'confirmed' ? null : 'the PDF was not written';
  await trx('print_jobs')
    .whereIn('id', ids as string[])
    .update({ state, reason, ended_at: trx.fn.now(), updated_at: trx.fn.now() });
}
