import { formatRegistrationNumber } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { ticketErrors } from './errors.js';
import type { EventSigningKey } from './event-key.js';
import { openSigningKey } from './open-signing-key.js';
import type { Ticket, TicketEvent, TicketHolder } from './schema.js';
import { formatTicketCode } from './ticket-code.js';
import { encodeTicketPayload } from './ticket-payload.js';

/**
 * The ticket of a registered participant with its signed payload. Signatures are made when they are
 * needed and never stored. Errors: TICKET_NOT_ISSUED, KEY_UNKNOWN, DECRYPT_FAILED.
 */
export async function showTicket(
  context: Context,
  event: TicketEvent,
  holder: TicketHolder,
): Promise<Ticket> {
  refuseUnregistered(event, holder);
  return signTicket(await openSigningKey(context, event.id), event, holder);
}

/** The same for one holder after the other, with the event's key opened once. Errors: TICKET_NOT_ISSUED. */
export function issueTicket(
  key: EventSigningKey,
  event: TicketEvent,
  holder: TicketHolder,
): Ticket {
  refuseUnregistered(event, holder);
  return signTicket(key, event, holder);
}

function refuseUnregistered(event: TicketEvent, { status, number }: TicketHolder): void {
  if (status === 'registered') return;
  const spoken = formatRegistrationNumber(number);
  throw ticketErrors.notIssued({ number: spoken, status, event: event.slug });
}

/** The ticket of a holder, signed; the caller has seen to it that the holder is registered. */
export function signTicket(key: EventSigningKey, event: TicketEvent, holder: TicketHolder): Ticket {
  const { ticketCode, ticketCopy: copy } = holder;
  return {
    event: event.slug,
    participantId: holder.id,
    number: holder.number,
    name: holder.name,
    code: formatTicketCode(ticketCode),
    copy,
    payload: encodeTicketPayload(key, { ticketCode, copy }),
  };
}
