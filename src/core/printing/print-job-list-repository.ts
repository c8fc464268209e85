import type { Queryable } from '../runtime/database/database.js';
import type { PrintJobState, PrintOccasion } from './schema.js';

/** A badge in a list. No name: the registration number tells whose it is. */
export interface ListedPrintJob {
  id: string;
  event: string;
  /** None for a badge in a PDF. */
  printer: string | null;
  participantId: string;
  number: number;
  copy: number;
  occasion: PrintOccasion;
  state: PrintJobState;
  attempts: number;
  reason: string | null;
  askedBecause: string | null;
  askedBy: string;
  decision: 'came_out' | 'reprinted' | null;
  decidedBy: string | null;
  createdAt: Date;
  sendingBeganAt: Date | null;
  endedAt: Date | null;
}

export interface PrintJobFilter {
  eventId?: string | undefined;
  printerId?: string | undefined;
  state?: PrintJobState | undefined;
}

/** The newest badges first. */
export async function selectPrintJobs(
  db: Queryable,
  filter: PrintJobFilter,
  limit: number,
): Promise<ListedPrintJob[]> {
  return await narrow(db, filter)
    .join('events', 'events.id', 'print_jobs.event_id')
    .leftJoin('printers', 'printers.id', 'print_jobs.printer_id')
    .join('participants', 'participants.id', 'print_jobs.participant_id')
    .orderBy('print_jobs.ordinal', 'desc')
    .limit(limit)
    .select({
      id: 'print_jobs.id',
      event: 'events.slug',
      printer: 'printers.name',
      participantId: 'print_jobs.participant_id',
      number: 'participants.number',
      copy: 'print_jobs.copy',
      occasion: 'print_jobs.occasion',
      state: 'print_jobs.state',
      attempts: 'print_jobs.attempts',
      reason: 'print_jobs.reason',
      askedBecause: 'print_jobs.asked_because',
      askedBy: 'print_jobs.asked_by',
      decision: 'print_jobs.decision',
      decidedBy: 'print_jobs.decided_by',
      createdAt: 'print_jobs.created_at',
      sendingBeganAt: 'print_jobs.sending_began_at',
      endedAt: 'print_jobs.ended_at',
    });
}

/** How many badges are in each state; unknown ones of which somebody has decided count as decided. */
export async function countPrintJobs(
  db: Queryable,
  filter: PrintJobFilter,
): Promise<{ printerId: string | null; state: PrintJobState; undecided: boolean; jobs: number }[]> {
  const rows = await narrow(db, filter)
    .groupByRaw('1, 2, 3')
    .select<
      { printer_id: string | null; state: PrintJobState; undecided: boolean; jobs: string }[]
    >(
      'print_jobs.printer_id',
      'print_jobs.state',
      db.raw("(print_jobs.state = 'unknown' AND print_jobs.decision IS NULL) AS undecided"),
      db.raw('count(*) AS jobs'),
    );
  return rows.map(({ printer_id, jobs, ...row }) => ({
    printerId: printer_id,
    ...row,
    jobs: Number(jobs),
  }));
}

function narrow(db: Queryable, { eventId, printerId, state }: PrintJobFilter) {
  const query = db('print_jobs');
  if (eventId !== undefined) query.where('print_jobs.event_id', eventId);
  if (printerId !== undefined) query.where('print_jobs.printer_id', printerId);
  if (state !== undefined) query.where('print_jobs.state', state);
  return query;
}
