import { findEvent } from '../events/find-event.js';
import { listGates } from '../events/list-gates.js';
import type { Event } from '../events/schema.js';
import type { Context } from '../runtime/context.js';
import { selectAccessKeys } from './access-key-repository.js';
import type { AccessKey } from './schema.js';

/** A key or token with the codes of its gates. */
export interface ListedAccess {
  access: AccessKey;
  gates: string[];
}

/** The keys and tokens of an event, the newest first. Errors: those of `findEvent`. */
export async function listAccess(
  context: Pick<Context, 'database'>,
  reference: string,
): Promise<{ event: Event; listed: ListedAccess[] }> {
  const event = await findEvent(context, reference);
  const { gates } = await listGates(context, event.id);
  const codes = new Map(gates.map(({ id, code }) => [id, code]));
  const found = await selectAccessKeys(context.database.knex, event.id);
  const listed = found.map((access) => ({
    access,
    gates: access.gateIds.map((id) => codes.get(id) ?? id),
  }));
  return { event, listed };
}
