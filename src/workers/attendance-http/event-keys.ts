import { LRUCache } from 'lru-cache';
import type { Context } from '../../core/runtime/context.js';
import type { EventPublicKey } from '../../core/tickets/event-key.js';
import { findEventKeys } from '../../core/tickets/find-event-keys.js';
import { decodeTicketPayload } from '../../core/tickets/ticket-payload.js';
import type { InTime } from './in-time.js';

/** The keys with which tickets of events are verified, remembered. */
export interface EventKeys {
  /** Those for this ticket: asked anew where none of the remembered ones can have signed it. */
  forTicket(eventId: string, ticket: string | undefined): Promise<readonly EventPublicKey[]>;
}

/** Tickets of other events must not become a look-up each. */
const askAgainMs = 1_000;

export function createEventKeys(context: Pick<Context, 'database'>, inTime: InTime): EventKeys {
  const known = new LRUCache<string, { keys: readonly EventPublicKey[]; askedAt: number }>({
    max: 1_000,
  });

  async function ask(eventId: string): Promise<readonly EventPublicKey[]> {
    const keys = await inTime(findEventKeys(context, eventId));
    known.set(eventId, { keys, askedAt: performance.now() });
    return keys;
  }

  return {
    async forTicket(eventId, ticket) {
      if (ticket === undefined) return [];
      const payload = decodeTicketPayload(ticket.trim());
      if (!payload) return [];
      const found = known.get(eventId);
      if (!found) return await ask(eventId);
      const { keys, askedAt } = found;
      if (keys.some(({ tag }) => tag.equals(payload.keyTag))) return keys;
      return performance.now() - askedAt < askAgainMs ? keys : await ask(eventId);
    },
  };
}
