import { findEvent } from '../events/find-event.js';
import { parseEventTime } from '../events/parse-event-time.js';
import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { insertAccessKey } from './access-key-repository.js';
import { type BoundGate, boundGates } from './bound-gates.js';
import { accessErrors } from './errors.js';
import { createKeyText, hashKeyText } from './key-text.js';
import type { AccessKey, Scope } from './schema.js';

export interface NewAccess {
  access: AccessKey;
  event: Event;
  gates: BoundGate[];
  /** What the caller sends after `Bearer`. Told this once; nobody can find it out again. */
  secret: string;
}

/**
 * Makes an API key for one event, bound to gates where any are named. Errors: those of `findEvent` and
 * `findGate`, ACCESS_EXPIRY.
 */
export async function createApiKey(
  context: Context,
  input: {
    event: string;
    scopes: readonly Scope[];
    gates: readonly string[];
    name?: string | undefined;
    /** A time in the zone of the event; a date alone lasts until its end. */
    expires?: string | undefined;
  },
): Promise<NewAccess> {
  const createdAt = context.clock.now();
  const event = await findEvent(context, input.event);
  const expiresAt = readExpiry(input.expires, { zone: event.timezone, now: createdAt });
  const gates = await boundGates(context, event, input.gates);
  const secret = createKeyText(context.random);
  const access: AccessKey = {
    id: context.ids.next(),
    kind: 'api_key',
    eventId: event.id,
    name: input.name ?? (gates.map(({ code }) => code).join(' ') || event.slug),
    scopes: [...new Set(input.scopes)],
    gateIds: gates.map(({ id }) => id),
    createdBy: context.config.operator,
    createdAt,
    expiresAt,
    lastUsedAt: undefined,
    revokedAt: undefined,
  };
  await insertAccessKey(context.database.knex, access, hashKeyText(secret));
  return { access, event, gates, secret };
}

function readExpiry(
  expires: string | undefined,
  { zone, now }: { zone: string; now: Date },
): Date | undefined {
  if (expires === undefined) return undefined;
  const read = parseEventTime(expires, zone, 'end');
  if (read.kind === 'refused') throw accessErrors.expiry({ expires, reason: read.reason });
  if (read.at <= now) throw accessErrors.expiry({ expires, reason: 'is not in the future' });
  return read.at;
}
