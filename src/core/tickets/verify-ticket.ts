import type { Context } from '../runtime/context.js';
import { fromRawPublicKey } from './event-key.js';
import { judgeByRecord, judgeOffline, type TicketJudgement } from './judge-ticket.js';
import type { TicketHolder } from './schema.js';
import { findSigningKeys, findSigningKeysByTag } from './signing-key-repository.js';
import { decodeTicketPayload, refuseUnreadable } from './ticket-payload.js';
import { findTicketHolder } from './ticket-repository.js';

export interface VerifiedTicket {
  judgement: TicketJudgement;
  /** The event whose key signed it, once the signature holds. */
  eventId?: string;
  holder?: TicketHolder;
}

/**
 * Judges a payload by its signature and by the record: is there such a ticket, is it the newest copy,
 * is its holder registered. With `eventId` only tickets of that event pass; without, the payload
 * says which event it means. Reads only.
 */
export async function verifyTicket(
  context: Pick<Context, 'database'>,
  input: { payload: string; eventId?: string | undefined },
): Promise<VerifiedTicket> {
  const { knex } = context.database;
  const decoded = decodeTicketPayload(input.payload);
  if (!decoded) return { judgement: { verdict: refuseUnreadable(input.payload) } };

  const stored =
    input.eventId === undefined
      ? await findSigningKeysByTag(knex, decoded.keyTag)
      : await findSigningKeys(knex, input.eventId);
  for (const candidate of stored) {
    const judgement = judgeOffline([fromRawPublicKey(candidate.publicKey)], input.payload);
    if (judgement.verdict === 'wrong_event') continue;
    if (judgement.verdict !== 'valid') return { judgement };
    const { eventId } = candidate;
    const holder = await findTicketHolder(knex, eventId, decoded.ticketCode);
    return { judgement: judgeByRecord(decoded, holder), eventId, ...(holder && { holder }) };
  }
  return { judgement: { verdict: 'wrong_event' } };
}
