import type { EventPublicKey } from './event-key.js';
import type { TicketHolder } from './schema.js';
import { formatTicketCode } from './ticket-code.js';
import {
  decodeTicketPayload,
  refuseUnreadable,
  type TicketFields,
  type TicketVerdict,
  verifyTicketPayload,
} from './ticket-payload.js';

/** What became of a payload; `code` and `copy` are there from the moment that the signature holds. */
export type TicketJudgement =
  | { verdict: 'valid'; code: string; copy: number }
  | { verdict: Exclude<TicketVerdict['verdict'], 'valid'> }
  /** Signed, and the record knows no such ticket or no such copy of it. */
  | { verdict: 'unknown_ticket'; code: string; copy: number }
  /** A newer copy was issued, and only the newest one opens the door. */
  | { verdict: 'old_copy'; code: string; copy: number; newestCopy: number }
  /** The holder is not registered, or not any more. */
  | { verdict: 'not_registered'; code: string; copy: number; status: TicketHolder['status'] };

/** Judges a payload by public keys alone, as a scanner without a network does. */
export function judgeOffline(keys: readonly EventPublicKey[], payload: string): TicketJudgement {
  if (!decodeTicketPayload(payload)) return { verdict: refuseUnreadable(payload) };
  let judgement: TicketJudgement = { verdict: 'wrong_event' };
  for (const key of keys) {
    const verdict = verifyTicketPayload(key, payload);
    if (verdict.verdict === 'valid') return { verdict: 'valid', ...shown(verdict) };
    if (verdict.verdict !== 'wrong_event') judgement = verdict;
  }
  return judgement;
}

/** Judges a ticket whose signature holds by what the record knows of its holder. */
export function judgeByRecord(
  ticket: TicketFields,
  holder: TicketHolder | undefined,
): TicketJudgement {
  const { copy } = ticket;
  const base = shown(ticket);
  if (!holder || copy > holder.ticketCopy) return { verdict: 'unknown_ticket', ...base };
  if (holder.status !== 'registered') {
    return { verdict: 'not_registered', ...base, status: holder.status };
  }
  if (copy < holder.ticketCopy) {
    return { verdict: 'old_copy', ...base, newestCopy: holder.ticketCopy };
  }
  return { verdict: 'valid', ...base };
}

function shown({ ticketCode, copy }: TicketFields) {
  return { code: formatTicketCode(ticketCode), copy };
}
