import { existsSync } from 'node:fs';
import { composeBadge } from '../badges/compose-badge.js';
import { findBadgeTemplate } from '../badges/find-badge-template.js';
import type { Badge } from '../badges/schema.js';
import { writeBadgePdf } from '../badges/write-badge-pdf.js';
import type { Event } from '../events/schema.js';
import { readParticipants } from '../participants/read-participant.js';
import type { Participant } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { openSigningKey } from '../tickets/open-signing-key.js';
import { issueTicket } from '../tickets/show-ticket.js';
import { writeFileAtomically } from '../tickets/write-file.js';
import { printingErrors } from './errors.js';
import { insertPdfBadges, lockPdfBadges, settlePdfBadges } from './pdf-badge-repository.js';
import { selectWithoutBadge } from './print-job-repository.js';
import { type PrintRequest, selectionOf } from './queue-badges.js';

const pageSize = 500;

/**
 * Writes the badges of everybody of the request who has none into one PDF, and takes them for printed: the
 * way out when no printer works. What still waits for a printer has to be cancelled first. Returns how many.
 *
 * They are recorded as unknown before the file gets its name and as printed after; whoever dies in between
 * leaves what `finishPdf` tells apart. Errors: TICKET_WRITE, BADGE_FILE_EXISTS, BADGE_CHANGED when somebody
 * else printed one of them meanwhile, and those of the badges.
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
  const { database } = context;
  const job = { eventId: event.id, template: template.name, askedBy, file, people: printed };
  const taken = await database.transaction(async (trx) => {
    const ids = await insertPdfBadges(trx, job);
    if (ids.length !== printed.length) throw printingErrors.changed({});
    return ids;
  });
  try {
    await database.transaction(async (trx) => {
      const ours = await lockPdfBadges(trx, job);
      // Somebody who runs the same command takes them for left over, as there is no file yet.
      if (ours.length !== taken.length) throw printingErrors.changed({});
      await writeFileAtomically(file, pdf);
      await settlePdfBadges(trx, taken, 'confirmed');
    });
  } catch (error) {
    // Where this does not succeed either, the next run for the file does it.
    await finishPdf(context, { event, file, ids: taken }).catch(() => undefined);
    throw error;
  }
  return taken.length;

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

/**
 * Settles what a run left behind that died between the record and the file: the name of the file stands for
 * the whole of it or for nothing. `ids` are the only ones looked at. Returns how many badges are in the file; 0 when nothing was left over.
 */
export async function finishPdf(
  { database }: Pick<Context, 'database'>,
  { event, file, ids }: { event: Pick<Event, 'id'>; file: string; ids?: readonly string[] },
): Promise<number> {
  return await database.transaction(async (trx) => {
    const unknown = await lockPdfBadges(trx, { eventId: event.id, file });
    const leftOver = ids ? unknown.filter((id) => ids.includes(id)) : unknown;
    const isThere = existsSync(file);
    await settlePdfBadges(trx, leftOver, isThere ? 'confirmed' : 'cancelled');
    return isThere ? leftOver.length : 0;
  });
}
