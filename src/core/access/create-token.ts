import { findEvent } from '../events/find-event.js';
import type { Context } from '../runtime/context.js';
import { insertAccessKey } from './access-key-repository.js';
import { boundGates } from './bound-gates.js';
import type { NewAccess } from './create-api-key.js';
import { type AccessKey, scopesOfRole, type TokenRole } from './schema.js';
import { signToken } from './token-text.js';

/**
 * Makes a token for a person or device that ends by itself.
 * @param input.minutes 1 to `mostTokenMinutes`
 * @throws what `findEvent` and `findGate` throw
 */
export async function createToken(
  context: Context,
  input: {
    event: string;
    role: TokenRole;
    minutes: number;
    gates: readonly string[];
    name?: string | undefined;
  },
): Promise<NewAccess> {
  const event = await findEvent(context, input.event);
  const gates = await boundGates(context, event, input.gates);
  const createdAt = context.clock.now();
  // Whole seconds, as in the token.
  const end = Math.floor(createdAt.getTime() / 1000) + Math.round(input.minutes * 60);
  const expiresAt = new Date(end * 1000);
  const access: AccessKey = {
    id: context.ids.next(),
    kind: 'token',
    eventId: event.id,
    name: input.name ?? input.role,
    scopes: scopesOfRole[input.role],
    gateIds: gates.map(({ id }) => id),
    createdBy: context.config.operator,
    createdAt,
    expiresAt,
    lastUsedAt: undefined,
    revokedAt: undefined,
  };
  const { id } = access;
  const secret = await signToken(context.keyring, { id, issuedAt: createdAt, expiresAt });
  await insertAccessKey(context.database.knex, access, undefined);
  return { access, event, gates, secret };
}
