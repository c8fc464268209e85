import { z } from 'zod';
import { parseJson } from '../../../core/runtime/parse-json.js';

/** What a client of the live channel says (seed 004). */
export const ClientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('auth'), token: z.string().max(2_000) }),
  z.strictObject({
    type: z.literal('subscribe_event'),
    eventId: z.uuid(),
    /** The last number that the client has seen; all that came after it is sent. */
    since: z.number().int().min(0).optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe_event'), eventId: z.uuid() }),
  z.strictObject({ type: z.literal('heartbeat'), timestamp: z.number().optional() }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** A message as it was sent; undefined for what is none. */
export function readClientMessage(data: unknown): ClientMessage | undefined {
  return ClientMessage.safeParse(parseJson(String(data))).data;
}
