import { findGate } from '../events/find-gate.js';
import type { Event, Gate } from '../events/schema.js';
import type { Context } from '../runtime/context.js';

export type BoundGate = Pick<Gate, 'id' | 'code'>;

/** The gates that somebody names, each once. Errors: those of `findGate`. */
export async function boundGates(
  context: Pick<Context, 'database'>,
  event: Pick<Event, 'id' | 'slug'>,
  references: readonly string[],
): Promise<BoundGate[]> {
  const gates = new Map<string, BoundGate>();
  for (const reference of references) {
    const { id, code } = await findGate(context, event, reference);
    gates.set(id, { id, code });
  }
  return [...gates.values()];
}
