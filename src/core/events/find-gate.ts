import { closestWord } from '../runtime/config/closest-word.js';
import type { Context } from '../runtime/context.js';
import { gateErrors } from './errors.js';
import { selectGates } from './gate-repository.js';
import type { Event, Gate } from './schema.js';

/**
 * The gate of an event that a person names: by code as it is written, by id, else by code or name in
 * any case.
 *
 * @throws GATE_NOT_FOUND with a suggestion, GATE_AMBIGUOUS with the codes
 */
export async function findGate(
  context: Pick<Context, 'database'>,
  event: Pick<Event, 'id' | 'slug'>,
  reference: string,
): Promise<Gate> {
  const gates = await selectGates(context.database.knex, event.id);
  const [found, ...others] = matchGates(gates, reference);
  if (found === undefined) {
    const suggestion = closestWord(
      reference,
      gates.flatMap(({ code, name }) => [code, name]),
    );
    throw gateErrors.notFound({ reference, event: event.slug, suggestion });
  }
  if (others.length > 0) {
    const candidates = [found, ...others].map(({ code }) => code);
    throw gateErrors.ambiguous({ reference, candidates });
  }
  return found;
}

/** The gates that a reference may mean, by the strictest reading that any gate meets. */
export function matchGates(gates: readonly Gate[], reference: string): Gate[] {
  const wanted = reference.trim().normalize('NFC');
  const folded = wanted.toLowerCase();
  const readings: ((gate: Gate) => boolean)[] = [
    ({ code }) => code === wanted,
    ({ id }) => id === folded,
    ({ code }) => code.toLowerCase() === folded,
    ({ name }) => name.toLowerCase() === folded,
  ];
  for (const reading of readings) {
    const matching = gates.filter(reading);
    if (matching.length > 0) return matching;
  }
  return [];
}
