import type { Context } from '../runtime/context.js';
import { gateErrors } from './errors.js';
import { findEvent } from './find-event.js';
import { NewGate, readGateInput } from './gate-input.js';
import { insertGate } from './gate-repository.js';
import type { Event, Gate } from './schema.js';

/**
 * Adds an active gate to an event.
 *
 * @throws GATE_INVALID, GATE_CODE_TAKEN, and the errors of `findEvent`
 */
export async function addGate(
  context: Pick<Context, 'clock' | 'ids' | 'database'>,
  reference: string,
  input: NewGate,
): Promise<{ event: Event; gate: Gate }> {
  const { code, name = code, capacityPerMinute } = readGateInput(NewGate, input);
  const event = await findEvent(context, reference);
  const now = context.clock.now();
  const gate: Gate = {
    id: context.ids.next(),
    eventId: event.id,
    code,
    name,
    capacityPerMinute,
    active: true,
    createdAt: now,
    updatedAt: now,
  };
  const isInserted = await insertGate(context.database.knex, gate);
  if (!isInserted) throw gateErrors.codeTaken({ code, event: event.slug });
  return { event, gate };
}
