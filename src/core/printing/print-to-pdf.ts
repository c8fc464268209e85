import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { composeBadge } from '../badges/compose-badge.js';
import { findBadgeTemplate } from '../badges/find-badge-template.js';
import type { Badge } from '../badges/schema.js';
import { writeBadgePdf } from '../badges/write-badge-pdf.js';
import { readParticipants } from '../participants/read-participant.js';
import type { Participant } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { removeAbandonedDrafts } from '../runtime/files/draft-file.js';
import { openSigningKey } from '../tickets/open-signing-key.js';
import { issueTicket } from '../tickets/show-ticket.js';
import { writeFileAtomically } from '../tickets/write-file.js';
import { printingErrors } from './errors.js';
import { insertPdfBadges } from './pdf-badge-repository.js';
import { selectWithoutBadge } from './print-job-repository.js';
import { type PrintRequest, selectionOf } from './queue-badges.js';

const pageSize = 500;

/**
 * Writes the badges of everybody of the request who has none into one PDF, and takes them for printed: the
 * way out when no printer works. What still waits for a printer has to be cancelled first. Returns how many.
 *
 * The file is there when the record says so: both happen at the end of one transaction. Whoever dies between the
 * two leaves a file that is not on record, to be removed before the next run. Errors: TICKET_WRITE,
 * BADGE_FILE_EXISTS, BADGE_CHANGED when somebody else printed one of them meanwhile, and those of the badges.
 */
export async function printToPdf(
  context: Context,
  request: Omit<PrintRequest, 'printer'> & { askedBy: string; file: string },
): Promise<number> {
  const { event, order, askedBy, file } = request;
  // What is in it counts as printed, and may not be on paper yet.
  if (existsSync(file)) throw printingErrors.fileExists({ file });
  const { template } = await findBadgeTemplate(context, event.id, request.template);
  const key = await openSigningKey(context, event.id);
  const limit = 1_000_000;
  const ids = await selectWithoutBadge(context.database.knex, selectionOf(request), {
    order,
    limit,
  });
  const printed: Pick<Participant, 'id' | 'ticketCopy'>[] = [];
  const pdf = await writeBadgePdf(template, badges());
  await context.database.transaction(async (trx) => {
    const job = { eventId: event.id, template: template.name, askedBy, people: printed };
    const recorded = await insertPdfBadges(trx, job);
    if (recorded !== printed.length) throw printingErrors.changed({});
    // Making it took a while.
    if (existsSync(file)) throw printingErrors.fileExists({ file });
    await removeAbandonedDrafts(dirname(file), basename(file));
    await writeFileAtomically(file, pdf);
  });
  return printed.length;

  async function* badges(): AsyncGenerator<Badge> {
    for (let at = 0; at < ids.length; at += pageSize) {
      for (const participant of await readParticipants(context, ids.slice(at, at + pageSize))) {
        if (participant?.status !== 'registered') continue;
        const { payload } = issueTicket(key, event, participant);
        printed.push(participant);
        yield composeBadge({ event, participant, payload });
      }
    }
  }
}
