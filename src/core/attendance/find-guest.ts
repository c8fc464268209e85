import type { Event } from '../events/schema.js';
import { findParticipant } from '../participants/find-participant.js';
import type { Context } from '../runtime/context.js';
import { decodeTicketPayload } from '../tickets/ticket-payload.js';

/** Who stands at the desk: somebody that was looked up, or the text of a ticket's QR code. */
export type DeskGuest = { participantId: string } | { ticket: string };

/**
 * Who is meant by what a person has at hand. The text of a QR code is left as it is, to be judged as at a gate:
 * its signature, and whether it is the newest copy. Errors: those of `findParticipant`.
 */
export async function findGuest(
  context: Pick<Context, 'database' | 'keyring'>,
  event: Pick<Event, 'id' | 'slug'>,
  text: string,
): Promise<DeskGuest> {
  if (decodeTicketPayload(text.trim())) return { ticket: text };
  return { participantId: (await findParticipant(context, event, text)).id };
}
