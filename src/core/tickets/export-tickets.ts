import { join } from 'node:path';
import type { Context } from '../runtime/context.js';
import type { Queryable } from '../runtime/database/database.js';
import { runtimeErrors } from '../runtime/errors.js';
import { drawTicket } from './draw-ticket.js';
import type { EventSigningKey } from './event-key.js';
import { openSigningKey } from './open-signing-key.js';
import type { TicketEvent, TicketHolder, TicketImageFormat } from './schema.js';
import { signTicket } from './show-ticket.js';
import { ticketFileName, ticketIndexHead, ticketIndexLine } from './ticket-index.js';
import { countTicketHolders, listTicketHolders } from './ticket-repository.js';
import { hasContent, removeDrafts, writeFileAtomically, writeInParts } from './write-file.js';

export interface TicketExport {
  event: string;
  folder: string;
  format: TicketImageFormat;
  /** Registered participants; the sum of `written` and `kept`. */
  total: number;
  written: number;
  /** Files that were there with this content already. */
  kept: number;
  /** The list of who has which file. */
  index: string;
}

export interface TicketExportOptions {
  folder: string;
  format: TicketImageFormat;
  signal?: AbortSignal | undefined;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Writes one image per registered participant into a folder, and index.csv (number, name, code,
 * copy, file; no e-mail) when all of them are there. Memory stays flat; what was written stays when
 * it is interrupted, and the same export again keeps identical files and does the rest.
 *
 * Errors: TICKET_WRITE, INTERRUPTED, KEY_UNKNOWN, DECRYPT_FAILED.
 */
export async function exportTickets(
  context: Context,
  event: TicketEvent,
  { folder, format, signal, onProgress }: TicketExportOptions,
): Promise<TicketExport> {
  const { knex } = context.database;
  const key = await openSigningKey(context, event.id);
  const expected = await countTicketHolders(knex, event.id);
  const index = join(folder, 'index.csv');
  const counts = { written: 0, kept: 0 };
  await removeDrafts(folder);
  await writeInParts(index, async (append) => {
    await append(ticketIndexHead);
    for await (const group of holderGroups(knex, event.id)) {
      refuseInterrupted(signal, counts);
      const results = await settleAll(
        group.map(async (holder) => await writeImage(key, event, { holder, folder, format })),
      );
      for (const { outcome } of results) counts[outcome]++;
      await append(results.map(({ line }) => line).join(''));
      onProgress?.(counts.written + counts.kept, expected);
    }
  });
  const total = counts.written + counts.kept;
  return { event: event.slug, folder, format, total, ...counts, index };
}

const pageSize = 1_000;
/** Images under way at once: compression runs beside this thread, and the disk is waited for once. */
const groupSize = 8;

async function* holderGroups(db: Queryable, eventId: string): AsyncGenerator<TicketHolder[]> {
  let afterNumber = 0;
  for (;;) {
    const page = await listTicketHolders(db, eventId, { afterNumber, limit: pageSize });
    for (let at = 0; at < page.length; at += groupSize) yield page.slice(at, at + groupSize);
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    afterNumber = last.number;
  }
}

async function writeImage(
  key: EventSigningKey,
  event: TicketEvent,
  { holder, folder, format }: { holder: TicketHolder } & TicketExportOptions,
): Promise<{ outcome: 'written' | 'kept'; line: string }> {
  const { payload } = signTicket(key, event, holder);
  const name = ticketFileName(holder, format);
  const file = join(folder, name);
  const image = await drawTicket(payload, format);
  const line = ticketIndexLine(holder, name);
  if (await hasContent(file, image)) return { outcome: 'kept', line };
  await writeFileAtomically(file, image);
  return { outcome: 'written', line };
}

/** All results, or the first failure, but not before every one has ended: nothing writes on behind it. */
async function settleAll<Result>(work: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(work);
  return await Promise.all(work);
}

function refuseInterrupted(
  signal: AbortSignal | undefined,
  { written, kept }: { written: number; kept: number },
): void {
  if (!signal?.aborted) return;
  const what = `${written + kept} tickets are written; the same command goes on from there`;
  throw runtimeErrors.interrupted({ what });
}
