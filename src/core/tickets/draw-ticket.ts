import type { Ticket, TicketImageFormat } from './schema.js';
import { renderTicketPng, renderTicketSvg } from './ticket-qr.js';
import { writeFileAtomically } from './write-file.js';

/** The image file of a payload in one of the formats. */
export async function drawTicket(payload: string, format: TicketImageFormat): Promise<Buffer> {
  return format === 'png'
    ? await renderTicketPng(payload)
    : Buffer.from(await renderTicketSvg(payload));
}

/** Draws one ticket into a file and returns its path. Errors: TICKET_WRITE. */
export async function writeTicketImage(
  ticket: Pick<Ticket, 'payload'>,
  format: TicketImageFormat,
  file: string,
): Promise<string> {
  await writeFileAtomically(file, await drawTicket(ticket.payload, format));
  return file;
}
