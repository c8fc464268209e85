import type { Context } from '../runtime/context.js';
import { gateErrors } from './errors.js';
import { findEvent } from './find-event.js';
import { findGate } from './find-gate.js';
import { GateChanges, readGateInput } from './gate-input.js';
import { lockGate, updateGateRow } from './gate-repository.js';
import type { Event, Gate } from './schema.js';

/**
 * Changes the given details of a gate and no others; its code stays, because scanners know it.
 *
 * @throws GATE_INVALID, and the errors of `findEvent` and `findGate`
 */
export async function updateGate(
  context: Pick<Context, 'clock' | 'database'>,
  reference: { event: string; gate: string },
  changes: GateChanges,
): Promise<{ event: Event; gate: Gate }> {
  const { name, capacityPerMinute, active } = readGateInput(GateChanges, changes);
  const event = await findEvent(context, reference.event);
  const { id } = await findGate(context, event, reference.gate);
  const gate = await context.database.transaction(async (trx) => {
    const before = await lockGate(trx, id);
    if (before === undefined) {
      throw gateErrors.notFound({
        reference: reference.gate,
        event: event.slug,
        suggestion: undefined,
      });
    }
    const after: Gate = {
      ...before,
      name: name ?? before.name,
      capacityPerMinute:
        capacityPerMinute === null ? undefined : (capacityPerMinute ?? before.capacityPerMinute),
      active: active ?? before.active,
      updatedAt: context.clock.now(),
    };
    await updateGateRow(trx, after);
    return after;
  });
  return { event, gate };
}
