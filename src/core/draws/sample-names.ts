import { formatRegistrationNumber } from '../participants/schema.js';
import type { Context } from '../runtime/context.js';
import { maskName } from './mask-name.js';
import { readUnits } from './pool-repository.js';
import type { Draw } from './schema.js';
import { selectNames } from './winner-repository.js';

/**
 * Some of those in the pool as they may roll over a screen: masked names, or numbers where the event is
 * anonymous. Chosen apart from the draw, for the show alone.
 */
export async function sampleNames(
  { database, random }: Pick<Context, 'database' | 'random'>,
  draw: Pick<Draw, 'id' | 'eventId' | 'units'>,
  { size, isAnonymous }: { size: number; isAnonymous: boolean },
): Promise<string[]> {
  const positions = Array.from(
    { length: Math.min(size, draw.units) },
    () => random.bytes(4).readUInt32BE() % draw.units,
  );
  const ids = await readUnits(database.knex, draw.id, positions);
  const people = await selectNames(database.knex, draw.eventId, ids);
  return people.map(({ name, registrationNumber }) => {
    const number = formatRegistrationNumber(registrationNumber);
    return isAnonymous ? number : `${number} ${maskName(name)}`;
  });
}
