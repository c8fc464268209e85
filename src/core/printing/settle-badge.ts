import type { Event } from '../events/schema.js';
import { issueTicketCopy } from '../participants/issue-ticket-copy.js';
import { formatRegistrationNumber, type Participant } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { ticketErrors } from '../tickets/errors.js';
import { maxTicketCopy } from '../tickets/ticket-payload.js';
import { printingErrors } from './errors.js';
import {
  cancelQueued,
  confirmUnknown,
  insertReprint,
  lockJobsOf,
  supersedeJobsOf,
} from './print-job-repository.js';
import { wakePrinter } from './printer-repository.js';
import type { Printer } from './schema.js';

/**
 * Prints a badge again, on purpose: the ticket gets its next copy, and the gates refuse the one before, on
 * paper or in a mail. Errors: BADGE_PRINTING while one is in the printer, TICKET_NOT_ISSUED,
 * TICKET_COPIES_USED_UP.
 */
export async function reprintBadge(
  context: Context,
  request: {
    event: Event;
    participant: Participant;
    printer: Printer;
    template?: string | undefined;
    reason: string;
    askedBy: string;
  },
): Promise<{ id: string; copy: number }> {
  const { event, participant, printer, template, reason, askedBy } = request;
  const number = formatRegistrationNumber(participant.number);
  return await context.database.transaction(async (trx) => {
    const { id: participantId, eventId } = participant;
    // Before the jobs are locked: it may wait for an import, and the printer is not to wait with it.
    const issued = await issueTicketCopy(trx, context, { id: participantId, eventId });
    if (issued.kind === 'not_registered') {
      throw ticketErrors.notIssued({ number, status: issued.status, event: event.slug });
    }
    const jobs = await lockJobsOf(trx, participantId);
    if (jobs.some(({ state }) => state === 'claimed' || state === 'sending')) {
      throw printingErrors.printingNow({ number });
    }
    if (issued.copy > maxTicketCopy) throw printingErrors.noCopiesLeft({ number });
    await supersedeJobsOf(trx, participantId, askedBy);
    const job = { id: context.ids.next(), eventId, participantId, copy: issued.copy };
    await insertReprint(trx, { ...job, printerId: printer.id, template, reason, askedBy });
    await wakePrinter(trx, printer.id);
    return { id: job.id, copy: job.copy };
  });
}

/** A badge of unknown fate did come out: somebody has it in the hand. Errors: BADGE_NOT_FOUND. */
export async function confirmBadge(
  { database }: Pick<Context, 'database'>,
  { participant, decidedBy }: { participant: Participant; decidedBy: string },
): Promise<void> {
  const isConfirmed = await database.transaction(
    async (trx) => await confirmUnknown(trx, participant.id, decidedBy),
  );
  if (isConfirmed) return;
  throw printingErrors.noBadge({ number: formatRegistrationNumber(participant.number) });
}

/** Cancels badges that wait, of an event, of a printer, or of an event on a printer; returns how many. */
export async function cancelBadges(
  { database }: Pick<Context, 'database'>,
  { event, printer }: { event?: Event | undefined; printer?: Printer | undefined },
): Promise<number> {
  return await cancelQueued(database.knex, { eventId: event?.id, printerId: printer?.id });
}
