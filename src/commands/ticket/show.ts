import { resolve } from 'node:path';
import type { Ticket } from '../../core/tickets/schema.js';
import { defineCommand, flag, option, type RenderIo, requiredOption } from '../define-command.js';

interface ShownTicket {
  ticket: Ticket;
  /** The image files that were written. */
  files?: string[];
  /** The QR code as lines of half blocks, light modules drawn. */
  symbol?: string[];
}

export const command = defineCommand({
  name: 'ticket show',
  summary: "Show a participant's ticket and its QR code",
  description: 'An image file is readable by you alone: who has the QR code can enter.',
  arguments: [
    {
      name: 'participant',
      description: 'registration number (#042), e-mail, ticket code, id or name',
    },
  ],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    png: option('--png <file>', 'write the QR code as a PNG image'),
    svg: option('--svg <file>', 'write the QR code as an SVG image'),
    terminal: flag('--terminal', 'draw the QR code in the terminal'),
  },
  examples: [
    { command: 'evm ticket show 042 --event devday --terminal', note: 'to scan from the screen' },
    { command: 'evm ticket show kim@example.com --event devday --png kim.png', note: 'to send' },
  ],
  async run(
    session,
    { participant: reference, event: eventReference, png, svg, terminal },
  ): Promise<ShownTicket> {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findParticipant } = await import('../../core/participants/find-participant.js');
    const { showTicket } = await import('../../core/tickets/show-ticket.js');
    const context = await session.openContext();
    const event = await findEvent(context, eventReference);
    const participant = await findParticipant(context, event, reference);
    const ticket = await showTicket(context, event, participant);
    const { writeTicketImage } = await import('../../core/tickets/draw-ticket.js');
    const { renderTicketLines } = await import('../../core/tickets/ticket-qr.js');
    const files: string[] = [];
    for (const [format, path] of [['png', png] as const, ['svg', svg] as const]) {
      if (path === undefined) continue;
      files.push(await writeTicketImage(ticket, format, resolve(session.cwd, path)));
    }
    return {
      ticket,
      ...(files.length > 0 && { files }),
      ...(terminal && { symbol: await renderTicketLines(ticket.payload) }),
    };
  },
  render({ ticket, files = [], symbol = [] }, io) {
    return [
      ...symbol.map((line) => paintSymbol(line, io)),
      `${ticket.name} · #${String(ticket.number).padStart(3, '0')} · ${ticket.event}`,
      `ticket ${io.strong(ticket.code)} · copy ${ticket.copy}`,
      `payload ${ticket.payload}`,
      ...files.map((file) => `${io.good('✓')} ${file}`),
    ];
  },
});

const whiteOnBlack = '\u001b[38;5;231;48;5;16m';
const reset = '\u001b[0m';

/** Scanners want dark on light: with colours that is so on any terminal, without on dark ones. */
function paintSymbol(line: string, io: RenderIo): string {
  const showsColour = io.strong('x') !== 'x';
  return showsColour ? `${whiteOnBlack}${line}${reset}` : line;
}
