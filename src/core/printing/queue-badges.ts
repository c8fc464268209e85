import type { Event } from '../events/schema.js';
import { readParticipants } from '../participants/read-participant.js';
import { formatRegistrationNumber, type Participant } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { ticketErrors } from '../tickets/errors.js';
import { findFittingTemplate } from './find-fitting-template.js';
import {
  type BadgeOrder,
  type BadgeSelection,
  countSelected,
  insertBatch,
  selectWithoutBadge,
} from './print-job-repository.js';
import { wakePrinter } from './printer-repository.js';
import type { Printer } from './schema.js';

/** Badges that somebody wants. */
export interface PrintRequest {
  event: Event;
  printer: Printer;
  /** Only these; everybody when left out. */
  participants?: readonly Participant[] | undefined;
  checkedIn?: boolean | undefined;
  fields: readonly { key: string; value: string }[];
  order: BadgeOrder;
  template?: string | undefined;
}

export interface PrintPreview {
  /** What the badges look like. */
  template: string;
  selected: number;
  /** How many of them have a badge of their newest copy, or one on its way. */
  already: number;
  /** The first few of the others. */
  samples: Participant[];
}

const sampleSize = 5;

/**
 * Who would get a badge, without printing any. Errors: BADGE_TEMPLATE_UNKNOWN, BADGE_DOES_NOT_FIT,
 * TICKET_NOT_ISSUED for somebody who was named and is not registered.
 */
export async function previewBadges(
  context: Context,
  request: Omit<PrintRequest, 'printer'> & { printer?: Printer | undefined },
): Promise<PrintPreview> {
  const { event, printer, order } = request;
  const wanted = { eventId: event.id, template: request.template };
  const template = await findFittingTemplate(context, wanted, printer?.profile);
  const unregistered = request.participants?.find(({ status }) => status !== 'registered');
  if (unregistered) {
    const { number, status } = unregistered;
    const spoken = formatRegistrationNumber(number);
    throw ticketErrors.notIssued({ number: spoken, status, event: event.slug });
  }
  const { knex } = context.database;
  const selection = selectionOf(request);
  const counts = await countSelected(knex, selection);
  const ids = await selectWithoutBadge(knex, selection, { order, limit: sampleSize });
  const samples = (await readParticipants(context, ids)).filter((one) => one !== undefined);
  return { template: template.name, ...counts, samples };
}

/**
 * Queues a badge for everybody of the request who has none of their newest copy, in one transaction; workers
 * print them. Asked for twice, nobody gets two. Returns how many are new.
 */
export async function queueBadges(
  context: Context,
  request: PrintRequest & { askedBy: string },
): Promise<number> {
  const { printer, template, askedBy, order } = request;
  return await context.database.transaction(async (trx) => {
    const batch = { printerId: printer.id, template, askedBy, order };
    const queued = await insertBatch(trx, selectionOf(request), batch);
    if (queued > 0) await wakePrinter(trx, printer.id);
    return queued;
  });
}

/** Whom a request means. */
export function selectionOf({
  event,
  participants,
  checkedIn,
  fields,
}: Omit<PrintRequest, 'printer'>): BadgeSelection {
  const participantIds = participants?.map(({ id }) => id);
  return { eventId: event.id, participantIds, checkedIn, fields };
}
